import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["src/**/*.test.ts"],
    setupFiles: ["src/testing.ts"],
    env: { TZ: "Europe/Berlin" },
  },
  resolve: { alias: { "@": new URL("./src", import.meta.url).pathname } },
});
