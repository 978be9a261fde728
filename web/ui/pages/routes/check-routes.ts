import type { TFunction } from 'i18next';
import { type Findings, pointer } from '../../forms/pointer.ts';
import { isGroupingWrong } from '../../notify/grouping-field.tsx';
import { isRepeatWrong } from '../../notify/repeat-field.tsx';
import { checkWindows, windowFields } from '../policies/check-policy.ts';
import type { RouteForm, RoutesForm } from './route-form.ts';

/** What the browser can already tell is wrong, by JSON pointer. The service judges everything again. */
export function checkRoutes({ routes }: RoutesForm, t: TFunction): Findings {
  const findings = new Map<string, string>();
  for (const [index, route] of routes.entries()) {
    for (const [field, words] of checkRoute(route, t)) {
      findings.set(`${pointer('routes', index)}${field}`, words);
    }
  }
  return findings;
}

function checkRoute(route: RouteForm, t: TFunction): Findings {
  const findings = new Map<string, string>();
  const say = (field: string, isWrong: boolean, words: string) => {
    if (isWrong && !findings.has(field)) findings.set(field, words);
  };
  say('/name', route.name.trim() === '', t('forms.required'));
  say('/name', route.name.trim().length > 120, t('forms.tooLong', { max: 120 }));
  const isBare = route.parent !== null && route.matchers.length === 0;
  say('/matchers', isBare, t('routes.editor.needsMatcher'));
  for (const [index, { name }] of route.matchers.entries()) {
    say(pointer('matchers', index), name.trim() === '', t('forms.required'));
  }
  const { receiver } = route;
  const isUnchosen =
    (receiver.kind === 'channels' && receiver.channels.length === 0) ||
    (receiver.kind === 'policy' && receiver.policy === '');
  say('/receiver', isUnchosen, t('forms.required'));
  say('/grouping', isGroupingWrong(route.grouping), t('policies.grouping.invalid'));
  say('/repeat', isRepeatWrong(route.repeat), t('policies.repeat.invalid'));
  checkWindows(route.windows ?? [], say, t);
  return findings;
}

/** Pointers of the fields of one route, where the service's findings can stand. */
export function routeFields(route: RouteForm, index: number): readonly string[] {
  const own = [
    '/name',
    '/matchers',
    ...route.matchers.map((_, place) => pointer('matchers', place)),
    '/receiver',
    '/grouping',
    '/repeat',
    ...windowFields(route.windows ?? []),
  ];
  return own.map((field) => `${pointer('routes', index)}${field}`);
}
