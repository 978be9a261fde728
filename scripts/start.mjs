import { build, mainFile } from './lib/build.mjs';
import { ensureInstalled } from './lib/ensure-installed.mjs';
import { runInPlace } from './lib/run-service.mjs';

await ensureInstalled();
await build();
runInPlace(process.execPath, [mainFile, 'serve', ...process.argv.slice(2)]);
