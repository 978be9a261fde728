import { channels } from './zh/channels.ts';
import { collection } from './zh/collection.ts';
import { errors } from './zh/errors.ts';
import { explore } from './zh/explore.ts';
import { forms } from './zh/forms.ts';
import { frame } from './zh/frame.ts';
import { home } from './zh/home.ts';
import { incidents } from './zh/incidents.ts';
import { logql } from './zh/logql.ts';
import { logs } from './zh/logs.ts';
import { objects } from './zh/objects.ts';
import { reasons } from './zh/reasons.ts';
import { rules } from './zh/rules.ts';
import { signIn } from './zh/sign-in.ts';
import { start } from './zh/start.ts';
import { time } from './zh/time.ts';

/** The Chinese dictionary; `i18n/en.ts` has the same keys. */
export const zh = {
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
