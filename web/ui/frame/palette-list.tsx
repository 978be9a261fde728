import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { rulesQuery } from '../api/queries.ts';
import { areasFor } from '../app/areas.ts';
import { useServices } from '../app/services.ts';
import { useSession } from '../app/session.ts';
import { useIncidents } from '../live/use-incidents.ts';
import { may } from '../scope/permissions.ts';
import { useGo, useLinkTo, usePlace } from '../scope/use-place.ts';
import type { EarlyEnter } from './early-enter.ts';
import { SearchList } from './search-list.tsx';

const MOST_PER_GROUP = 8;

/** What the palette finds: pages by their names, rules and incidents by name, expression, labels. */
export function PaletteList({
  text,
  early,
  onDone,
}: {
  readonly text: string;
  readonly early: EarlyEnter;
  readonly onDone: () => void;
}) {
  const { t } = useTranslation();
  const linkTo = useLinkTo();
  const go = useGo();
  const { rules, incidents, isWaiting } = useFindable();
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const matches = (known: string) => words.every((word) => known.toLowerCase().includes(word));
  const entry = (path: string, name: string, detail?: string) => ({
    key: path,
    text: name,
    ...(detail === undefined ? {} : { detail }),
    choose: () => {
      onDone();
      go(linkTo(path));
    },
  });
  const labelsOf = (labels: Readonly<Record<string, string>>) => Object.values(labels).join(' ');
  const pages = usePages().filter(({ path, title }) => matches(`${title} ${path}`));
  const foundRules = rules.filter(({ name, expression }) => matches(`${name} ${expression}`));
  const foundIncidents = incidents.filter(({ title, labels }) =>
    matches(`${title} ${labelsOf(labels)}`),
  );
  return (
    <SearchList
      label={t('frame.palette.open')}
      none={t('frame.palette.none', { text })}
      early={early}
      isWaiting={isWaiting}
      groups={[
        {
          title: t('frame.palette.pages'),
          entries: pages.map(({ path, title }) => entry(path, title)),
        },
        {
          title: t('frame.palette.rules'),
          entries: foundRules
            .slice(0, MOST_PER_GROUP)
            .map(({ id, name, scope }) => entry(`/rules/${id}`, name, scope)),
        },
        {
          title: t('frame.palette.incidents'),
          entries: foundIncidents
            .slice(0, MOST_PER_GROUP)
            .map(({ id, title, severity }) => entry(`/incidents/${id}`, title, severity)),
        },
      ]}
    />
  );
}

/** The pages that the person may see here. */
function usePages() {
  const { t } = useTranslation();
  const { node } = usePlace();
  const { scopes } = useSession();
  const areas = areasFor(node.permissions);
  const parts = areas.flatMap((area) =>
    (area.parts ?? []).filter(({ path }) => path !== area.path),
  );
  return [
    ...areas.map(({ name, path }) => ({ path, title: t(`frame.areas.${name}`) })),
    ...parts
      .filter(({ needsOfPlatform: needs }) => !needs || may(scopes, '_platform', needs))
      .map(({ name, path }) => ({ path, title: t(`frame.parts.${name}`) })),
    { path: '/inbox', title: t('inbox.title') },
    { path: '/start', title: t('frame.help.start') },
  ];
}

/** Rules and incidents of the tenant, as far as they have been answered. */
function useFindable() {
  const { call } = useServices();
  const { parts } = usePlace();
  const rules = useQuery(rulesQuery(call, parts.owner));
  const { incidents, error } = useIncidents();
  return {
    rules: rules.data ?? [],
    incidents: incidents ?? [],
    isWaiting:
      (rules.data === undefined && rules.error === null) ||
      (incidents === undefined && error === null),
  };
}
