import type { OutgoingMessage, WrittenMessage } from '../channel-kind.ts';
import { composeText } from './compose-text.ts';
import { cutText, type Markup, plainLine, withoutMentions } from './markup.ts';
import { messageContent } from './message-content.ts';
import { writeTemplate } from './message-template.ts';
import { headline } from './message-title.ts';

/** What a service takes. */
export interface TextLimits {
  /** Inclusive, in what the markup counts; of the body. */
  readonly maxSize: number;
  /** Inclusive, UTF-16 units; of the title. */
  readonly maxTitle: number;
}

/**
 * Title and body of a message in a service's markup. A template of the channel that fails is told in
 * `problems`, and our own words go out instead: a mistake in a text must not cost the message.
 */
export function writeMessage(
  message: OutgoingMessage,
  markup: Markup,
  limits: TextLimits,
): WrittenMessage {
  const content = messageContent(message);
  const { title, body, problems } = ownTexts(message, markup.escape);
  const composed = composeText({ content, markup, maxSize: limits.maxSize, own: body });
  return {
    title: cutText(withoutMentions(plainLine(title ?? headline(content)).trim()), limits.maxTitle),
    body: composed.text,
    isShortened: composed.isShortened,
    problems,
  };
}

/** What the channel's own templates make; null where there is none or it failed. The title is not escaped. */
export function ownTexts(
  message: OutgoingMessage,
  neutralise: (hostile: string) => string,
): {
  readonly title: string | null;
  readonly body: string | null;
  readonly problems: readonly string[];
} {
  const problems: string[] = [];
  const write = (part: 'title' | 'body', escaping: (hostile: string) => string) => {
    const text = message.templates?.[part];
    if (text === undefined || text === '') return null;
    const written = writeTemplate(part, text, message, escaping);
    if (written.kind === 'ok') return written.text;
    problems.push(written.message);
    return null;
  };
  return { title: write('title', (text) => text), body: write('body', neutralise), problems };
}
