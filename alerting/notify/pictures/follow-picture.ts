import type { SendOutcome } from '../channel-kind.ts';
import { shortDetail } from '../given-fields.ts';
import type { PanelImage, PanelPicture } from '../panel-image.ts';
import type { PictureUpload } from './picture-upload.ts';

/** A picture on its way; begun with its text, so that it is ready when the text has arrived. */
export type DrawnPicture =
  | { readonly kind: 'drawn'; readonly picture: PanelPicture }
  /** There is nothing to show. */
  | { readonly kind: 'none' }
  | { readonly kind: 'failed'; readonly reason: string };

/** Draws what a message shows; never rejects. */
export async function drawPicture(
  panel: PanelImage,
  request: Parameters<PanelImage['draw']>[0],
  signal: AbortSignal,
): Promise<DrawnPicture> {
  try {
    const picture = await panel.draw(request, signal);
    return picture === null ? { kind: 'none' } : { kind: 'drawn', picture };
  } catch {
    // Whoever draws has logged why it could not.
    return { kind: 'failed', reason: 'it could not be drawn' };
  }
}

/** Why a picture is missing where the attempt ended before it. */
export const NO_TIME = 'there was no time for it';

/** The outcome of a text that has no picture behind it. */
export function withoutPicture(sent: SendOutcome, reason: string): SendOutcome {
  return { ...sent, detail: shortDetail(`${sent.detail}; without its picture: ${reason}`) };
}

export interface Following {
  readonly upload: PictureUpload;
  readonly drawing: Promise<DrawnPicture>;
  /** Posts the picture; never rejects. */
  readonly post: (picture: PanelPicture) => Promise<SendOutcome>;
  /** Whether the destination takes one more now. */
  readonly spend: () => boolean;
}

/**
 * Sends the picture behind a text that the service has. The text's outcome stands whatever becomes of
 * the picture; why there is none is added to its detail. Settles at once when the signal aborts.
 */
export async function followWithPicture(
  sent: SendOutcome,
  following: Following,
  signal: AbortSignal,
): Promise<SendOutcome> {
  const broken = new Promise<string>((resolve) => {
    const end = () => resolve(NO_TIME);
    if (signal.aborted) end();
    signal.addEventListener('abort', end, { once: true });
  });
  const reason = await Promise.race([reasonOf(following), broken]);
  return reason === null ? sent : withoutPicture(sent, reason);
}

/** Null where the picture has arrived, or there is nothing to show. */
async function reasonOf({ upload, drawing, post, spend }: Following): Promise<string | null> {
  const drawn = await drawing;
  if (drawn.kind === 'none') return null;
  if (drawn.kind === 'failed') return drawn.reason;
  const { byteLength } = drawn.picture.png;
  if (byteLength > upload.maxBytes) {
    return `it has ${byteLength} bytes, and the service takes ${upload.maxBytes}`;
  }
  if (!spend()) return 'the service takes no more pictures for now';
  const outcome = await post(drawn.picture);
  return outcome.kind === 'sent' ? null : `${outcome.reason}: ${outcome.detail}`;
}
