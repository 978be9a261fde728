import { channels } from './en/channels.ts';
import { collection } from './en/collection.ts';
import { errors } from './en/errors.ts';
import { explore } from './en/explore.ts';
import { forms } from './en/forms.ts';
import { frame } from './en/frame.ts';
import { home } from './en/home.ts';
import { incidents } from './en/incidents.ts';
import { logql } from './en/logql.ts';
import { logs } from './en/logs.ts';
import { objects } from './en/objects.ts';
import { reasons } from './en/reasons.ts';
import { rules } from './en/rules.ts';
import { signIn } from './en/sign-in.ts';
import { start } from './en/start.ts';
import { time } from './en/time.ts';

/** The English dictionary; `i18n/zh.ts` has the same keys. */
export const en = {
  channels,
  collection,
  errors,
  explore,
  forms,
  frame,
  home,
  incidents,
  logql,
  logs,
  objects,
  reasons,
  rules,
  signIn,
  start,
  time,
} as const;
