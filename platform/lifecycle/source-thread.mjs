import { register } from 'tsx/esm/api';

// Only when run from source: Node 20 ignores `--import tsx` for a worker's entry, so the loader is
// registered here, inside the thread, before the TypeScript entry is imported.
register();
await import(process.argv[2] ?? '');
