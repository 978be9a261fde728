import { build } from './lib/build.mjs';
import { ensureInstalled } from './lib/ensure-installed.mjs';

/** `npm run build [-- --server]`: what changed; `--server` leaves the UI as it is. */
await ensureInstalled();
await build({ ui: !process.argv.includes('--server') });
