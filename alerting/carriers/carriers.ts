import type { SendOutcome } from '../notify/channel-kind.ts';
import type { CarriedMessage } from './carried-message.ts';

/** What another process has made of a message. `untouched`: it has not begun, and will not. */
export type CarriedOutcome = SendOutcome | { readonly kind: 'untouched' };

/** Port: other processes of the service that exchange messages with receivers for this one. */
export interface Carriers {
  /** Those that may be given one now. */
  living(): readonly string[];
  /**
   * Never rejects. Settles soon after the signal aborts; then it is not known what the receiver has, as
   * when the other process dies over it: `retry`.
   */
  carry(carrier: string, message: CarriedMessage, signal: AbortSignal): Promise<CarriedOutcome>;
}
