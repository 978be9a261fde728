#!/usr/bin/env node
import { existsSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';

const main = fileURLToPath(new URL('../dist/web/cli/main.js', import.meta.url));

if (!existsSync(main)) {
  const { ensureInstalled } = await import('./lib/ensure-installed.mjs');
  const { build } = await import('./lib/build.mjs');
  await ensureInstalled();
  await build();
}
process.argv[1] = main;
await import(pathToFileURL(main).href);
