import { checkParts, runPart } from './lib/check-parts.mjs';
import { ensureInstalled } from './lib/ensure-installed.mjs';

await ensureInstalled();
let failed = 0;
for (const part of checkParts) {
  const { ok } = await runPart(part);
  if (!ok) failed += 1;
}
if (failed > 0) process.exit(1);
