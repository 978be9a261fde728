import type { OutgoingMessage } from '../channel-kind.ts';
import type { PanelPicture } from '../panel-image.ts';
import type { ServiceRequest } from '../service/service-request.ts';

/** How a service takes a picture as bytes, as a message of its own behind the text. */
export interface PictureUpload {
  /** Inclusive; of the PNG. */
  readonly maxBytes: number;
  /** Null when the channel lacks what it needs. */
  request(picture: PanelPicture, message: OutgoingMessage): ServiceRequest | null;
}
