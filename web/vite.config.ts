import { defineConfig } from "vitest/config";

// The bundle is committed and embedded in the program, so it must come out the same everywhere: one
// script, one style sheet, names hashed from their contents, nothing taken from the surroundings.
export default defineConfig({
  base: "./",
  build: {
    outDir: "dist",
    emptyOutDir: true,
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: false,
    cssCodeSplit: false,
    reportCompressedSize: false,
  },
  server: {
    proxy: { "/api": "http://127.0.0.1:8180", "/healthz": "http://127.0.0.1:8180" },
  },
  test: { include: ["src/**/*.test.ts"], environment: "node" },
});
