import { buildServer } from './build-server.mjs';
import { buildUi } from './build-ui.mjs';
import { inRoot } from './root.mjs';

/** Where the built command line starts. */
export const mainFile = inRoot('dist/web/cli/main.js');

/**
 * Builds what changed, the server rooms and then the UI, and says in one line what it did.
 * @param {{ ui: boolean }} [what]
 */
export async function build({ ui: withUi } = { ui: true }) {
  const started = performance.now();
  const written = await buildServer();
  const ui = withUi && (await buildUi());
  if (written === 0 && !ui) return;
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const parts = [...(written > 0 ? ['the server'] : []), ...(ui ? ['the web UI'] : [])];
  console.log(`built in ${seconds} s: ${parts.join(', ')}`);
}
