import { rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build } from 'vite';
import { inRepository } from './repository.ts';

/** A program of the tests, built so that it starts in a fraction of the time that its sources take. */
export interface BuiltChild {
  /** To be forked. */
  readonly file: string;
  remove(): void;
}

/** What starts by its place beside whatever opens a database. */
const THREAD = 'platform/state/sqlite-writer-thread.ts';

/**
 * All in one folder, because threads are looked for beside the module that starts them; within the
 * repository, because packages are found from there.
 * @param entry within the repository, `.ts`
 */
export async function buildChild(entry: string): Promise<BuiltChild> {
  const name = basename(entry, '.ts');
  const outDir = inRepository(`.cache/${name}-${process.pid}`);
  await build({
    configFile: false,
    root: inRepository('.'),
    publicDir: false,
    logLevel: 'error',
    build: {
      ssr: true,
      outDir,
      emptyOutDir: true,
      target: 'node20',
      minify: false,
      rolldownOptions: {
        input: [inRepository(entry), inRepository(THREAD)],
        output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
      },
    },
  });
  return {
    file: join(outDir, `${name}.js`),
    remove: () => rmSync(outDir, { recursive: true, force: true, maxRetries: 3 }),
  };
}
