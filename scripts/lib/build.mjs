import { buildServer } from './build-server.mjs';
import { buildUi } from './build-ui.mjs';
import { inRoot } from './root.mjs';

/** Where the built command line starts. */
export const mainFile = inRoot('dist/web/cli/main.js');

/**
 * Builds what changed, the server rooms and then the UI, and says in one line what it did.
 * @param {{ ui: boolean }} [parts]
 */
export async function build(parts = { ui: true }) {
  const started = performance.now();
  const { written, removed } = await buildServer();
  const ui = parts.ui && (await buildUi());
  if (written + removed === 0 && !ui) return;
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(
    `built in ${seconds} s: ${written} server files${ui ? ', the web UI' : ''}` +
      (removed > 0 ? `, ${removed} old outputs removed` : ''),
  );
}
