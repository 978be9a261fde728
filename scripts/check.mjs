import { eachPart, runPart } from './lib/check-parts.mjs';
import { ensureInstalled } from './lib/ensure-installed.mjs';

await ensureInstalled();
let failed = 0;
await eachPart(async (part) => {
  const { ok } = await runPart(part);
  if (!ok) failed += 1;
});
if (failed > 0) process.exit(1);
