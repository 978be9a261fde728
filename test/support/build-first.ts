import { buildService } from './build-service.ts';

/** Vitest's global setup of the suites that start the service: once for all their files. */
export function setup(): void {
  buildService('server');
}
