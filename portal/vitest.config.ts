import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["src/**/*.test.ts"],
    setupFiles: ["src/testing.ts"],
    env: { TZ: "Europe/Berlin" },
    // A busy machine is slow, and how slow decides no test.
    testTimeout: 60_000,
  },
  resolve: { alias: { "@": new URL("./src", import.meta.url).pathname } },
});
