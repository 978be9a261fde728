import { createRequire } from 'node:module';
import type { FrameTools } from './panels/frame-tools.ts';
import type { PanelTools } from './queries/panel-tools.ts';

/**
 * Loads @grafana/data in Node, once (about 200 ms, 50 MB). Its ES modules cannot be imported there
 * (a named export of a CommonJS package is missing), and it reads `navigator.languages`, which
 * Node 20 does not have.
 */
export function loadFrameTools(): FrameTools & PanelTools {
  const node = { userAgent: 'node', language: 'en-US', languages: ['en-US'] };
  if (!('navigator' in globalThis)) Object.defineProperty(globalThis, 'navigator', { value: node });
  return createRequire(import.meta.url)('@grafana/data') as FrameTools & PanelTools;
}
