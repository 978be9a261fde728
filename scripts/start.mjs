import { build, mainFile } from './lib/build.mjs';
import { ensurePackages } from './lib/ensure-installed.mjs';
import { runInPlace } from './lib/run-service.mjs';

const { compiled } = await ensurePackages();
await Promise.all([build(), compiled]);
runInPlace(process.execPath, [mainFile, 'serve', ...process.argv.slice(2)]);
