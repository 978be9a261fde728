import { spawnSync } from 'node:child_process';
import { createReadStream, existsSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { freePort } from '../support/free-port.ts';
import { inRepository } from '../support/repository.ts';
import { removeFolder, tempFolder } from '../support/temp-folder.ts';

const TYPES = new Map([
  ['.html', 'text/html; charset=utf-8'],
  ['.js', 'text/javascript'],
  ['.css', 'text/css'],
  ['.svg', 'image/svg+xml'],
]);

/** The policy of the service, so that what it would refuse is refused here too. */
const POLICY =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'";

export interface MockUi {
  readonly url: string;
  readonly close: () => Promise<void>;
}

/** The interface over its mock backend, built as for production and served as the service does. */
export async function serveMockUi(): Promise<MockUi> {
  const folder = tempFolder('mock-ui');
  buildInto(folder);
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://here');
    const file = join(folder, normalize(pathname));
    const found = extname(pathname) !== '' && existsSync(file) ? file : join(folder, 'index.html');
    response.setHeader('content-type', TYPES.get(extname(found)) ?? 'application/octet-stream');
    response.setHeader('content-security-policy', POLICY);
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
        removeFolder(folder);
      }),
  };
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
