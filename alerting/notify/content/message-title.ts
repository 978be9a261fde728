import type { MessageContent } from './message-content.ts';

/** `[Firing] critical: Disk almost full`; hostile, may hold line breaks. */
export function headline({ headline: what, severity, title }: MessageContent): string {
  return `[${what}] ${severity}: ${title}`;
}
