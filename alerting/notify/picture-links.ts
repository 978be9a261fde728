import type { PanelRequest } from './panel-image.ts';

/**
 * Port: addresses from which a service fetches the picture of a message by itself. Whoever holds one
 * may fetch that picture, and nothing else, for a time.
 */
export interface PictureLinks {
  /** Absolute, https where the service is reached so; null: there is none, and none is shown. Pure. */
  panel(request: PanelRequest): string | null;
}
