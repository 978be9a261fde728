import type { ErrorDetail } from '../../platform/errors/app-error.ts';
import type {
  ChannelKindName,
  ChannelLanguage,
  ChannelSettings,
  ChannelTemplates,
  DeclinableEvent,
} from './channel.ts';

/** A channel as people write it. `settings` are the fields of its kind, secrets among them. */
export interface ChannelDraft {
  readonly kind: ChannelKindName;
  readonly name: string;
  readonly enabled: boolean;
  readonly sendResolved: boolean;
  readonly language: ChannelLanguage;
  readonly settings: ChannelSettings;
  /** Default: none. */
  readonly declines?: readonly DeclinableEvent[];
  /** Names of stored secrets to forget. Default: none. */
  readonly clear?: readonly string[];
  /** Default: ours. */
  readonly templates?: ChannelTemplates;
}

const MAX_NAME_CHARS = 120;

/** What is wrong with the fields that all kinds have. */
export function checkName(name: string): readonly ErrorDetail[] {
  const isGood =
    name.trim() === name && name !== '' && name.length <= MAX_NAME_CHARS && !hasControl(name);
  if (isGood) return [];
  const message = `expected 1 to ${MAX_NAME_CHARS} characters on one line, without blanks around`;
  return [{ path: '/name', message }];
}

function hasControl(text: string): boolean {
  return [...text].some((character) => character < ' ' || character === '\u007f');
}
