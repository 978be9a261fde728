import { buildService } from '../support/build-service.ts';

/** Vitest's global setup of the browser tests: once for all their files. */
export function setup(): void {
  buildService('all');
}
