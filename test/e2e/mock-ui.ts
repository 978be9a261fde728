import { spawnSync } from 'node:child_process';
import { createReadStream, existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { freePort } from '../support/free-port.ts';
import { inRepository } from '../support/repository.ts';
import { removeFolder, tempFolder } from '../support/temp-folder.ts';
import { waitUntil } from '../support/wait-until.ts';

const TYPES = new Map([
  ['.html', 'text/html; charset=utf-8'],
  ['.js', 'text/javascript'],
  ['.css', 'text/css'],
  ['.svg', 'image/svg+xml'],
]);

/** The policy of the service, so that what it would refuse is refused here too. */
const POLICY =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'";

/** Of the same origin, and without any program. */
export const EMPTY_PATH = '/empty';

export interface MockUi {
  readonly url: string;
  readonly close: () => Promise<void>;
}

/** The interface over its mock backend, built as for production and served as the service does. */
export async function serveMockUi(): Promise<MockUi> {
  const folder = await builtOnce();
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://here');
    if (pathname === EMPTY_PATH) {
      response.setHeader('content-type', TYPES.get('.html') ?? '').end('<!doctype html>');
      return;
    }
    const file = join(folder, normalize(pathname));
    const found = extname(pathname) !== '' && existsSync(file) ? file : join(folder, 'index.html');
    response.setHeader('content-type', TYPES.get(extname(found)) ?? 'application/octet-stream');
    response.setHeader('content-security-policy', POLICY);
    // As the service: the names of assets hold a hash of what is in them.
    const isAsset = pathname.startsWith('/assets/');
    response.setHeader(
      'cache-control',
      isAsset ? 'public, max-age=31536000, immutable' : 'no-cache',
    );
    createReadStream(found).pipe(response);
  });
  const port = await freePort();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Names the folder of what this run builds; handed on to the processes of its test files. */
const PLACE = 'MOCK_UI_FOR_TESTS';
const BUILD_TIMEOUT_MS = 110_000;

/** The folder that `builtOnce` builds into, for the global setup. @returns what removes it */
export function prepareMockUi(): () => void {
  const folder = tempFolder('mock-ui');
  process.env[PLACE] = folder;
  return () => removeFolder(folder);
}

/** Whoever needs it first builds it; others wait. @throws Error when the build went wrong */
async function builtOnce(): Promise<string> {
  const place = process.env[PLACE];
  if (place === undefined) throw new Error('the global setup of the browser tests did not run');
  const built = join(place, 'built');
  const failed = join(place, 'failed');
  if (mkdirSync(join(place, 'taken'), { recursive: true }) !== undefined) {
    const made = join(place, 'made');
    try {
      buildInto(made);
      renameSync(made, built);
    } catch (thrown) {
      writeFileSync(failed, String(thrown));
      throw thrown;
    }
  }
  await waitUntil(() => existsSync(built) || existsSync(failed), {
    what: 'the interface of another file',
    timeoutMs: BUILD_TIMEOUT_MS,
  });
  if (existsSync(failed)) throw new Error('another file could not build the interface');
  return built;
}

/** In a process of its own: a test's own environment would make it a development build. */
function buildInto(folder: string): void {
  const vite = inRepository('node_modules/vite/bin/vite.js');
  const config = inRepository('web/ui/vite.config.ts');
  const built = spawnSync(
    process.execPath,
    [vite, 'build', '--config', config, '--mode', 'mock', '--outDir', folder, '--emptyOutDir'],
    { encoding: 'utf8', env: { ...process.env, NODE_ENV: 'production' } },
  );
  if (built.status !== 0) throw new Error(`the build: ${built.stdout}${built.stderr}`);
}
