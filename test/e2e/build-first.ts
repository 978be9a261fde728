import { buildService } from '../support/build-service.ts';
import { prepareMockUi } from './mock-ui.ts';

/** Vitest's global setup of the browser tests: once for all their files. @returns the teardown */
export function setup(): () => void {
  buildService('all');
  return prepareMockUi();
}
