import { readdir, readFile, writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";

const server = process.env.CHARGEHOUSE_URL ?? "http://127.0.0.1:8080";

/** Files smaller than this fit into a packet as they are. */
const WORTH_COMPRESSING = 1024;
const MANTINE_STYLES = resolve("node_modules/@mantine/core/styles");
const MANTINE_CLASS = /\bm_[0-9a-f]{5,8}\b/g;
const COMPRESSIBLE = /\.(js|css|svg|json|txt)$/;

/** Writes each file's compressed forms beside it, once, so that the server need not. */
function compressed(): Plugin {
  const brotli = promisify(brotliCompress);
  const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } };
  const gzipped = promisify(gzip);
  return {
    name: "compressed",
    apply: "build",
    async writeBundle(options, bundle) {
      const files = Object.values(bundle).map(async (file) => {
        const content = Buffer.from(file.type === "chunk" ? file.code : file.source);
        if (content.length < WORTH_COMPRESSING || !COMPRESSIBLE.test(file.fileName)) return;
        const path = resolve(options.dir ?? "", file.fileName);
        await writeFile(`${path}.br`, await brotli(content, quality));
        await writeFile(`${path}.gz`, await gzipped(content, { level: 9 }));
      });
      await Promise.all(files);
    },
  };
}

/** Fails where a script names a class of Mantine's whose styles are not imported. */
function everyStyle(): Plugin {
  return {
    name: "every-style",
    apply: "build",
    async generateBundle(_, bundle) {
      const files = Object.values(bundle);
      const scripts = files.map((file) => (file.type === "chunk" ? file.code : "")).join();
      const styles = files.map((file) => (file.type === "asset" ? String(file.source) : "")).join();
      const lacking = new Set(scripts.match(MANTINE_CLASS));
      styles.match(MANTINE_CLASS)?.forEach((name) => lacking.delete(name));
      for (const file of await readdir(MANTINE_STYLES)) {
        const styled = (await readFile(resolve(MANTINE_STYLES, file), "utf8")).match(MANTINE_CLASS);
        if (styled?.some((name) => lacking.has(name))) {
          this.error(`Import @mantine/core/styles/${file} in src/app/mantine.css.`);
        }
      }
    },
  };
}

export default defineConfig({
  plugins: [react(), everyStyle(), compressed()],
  build: {
    outDir: "../src/chargehouse/portal",
    emptyOutDir: true,
    sourcemap: false,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        codeSplitting: {
          // A request costs more than a kilobyte that a page does without.
          groups: [
            {
              name: "kit",
              test: /@mantine|@tabler|@floating-ui|src[\\/](components|lib)[\\/](?!form)/,
              minShareCount: 10,
              maxModuleSize: 12_000,
            },
          ],
        },
      },
    },
  },
  server: {
    host: "127.0.0.1",
    proxy: { "/api": server, "/health": server },
  },
  resolve: { alias: { "@": new URL("./src", import.meta.url).pathname } },
});
