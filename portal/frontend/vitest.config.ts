import { defineConfig } from "vitest/config";

const include = ["scripts/**/*.test.ts", "sealing/**/*.test.ts"];

// Keys of a file are stretched on purpose, and how long that takes is the machine's affair.
export default defineConfig({ test: { include, testTimeout: 60_000 } });
