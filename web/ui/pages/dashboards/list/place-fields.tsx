import { Autocomplete, Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { dashboardsQuery } from '../../../api/dashboard-queries.ts';
import { useServices } from '../../../app/services.ts';
import { useSession } from '../../../app/session.ts';
import { usePlace } from '../../../scope/use-place.ts';

/** Where a dashboard lives. */
export interface BoardPlace {
  /** `acme`, `acme.shop`, `acme.shop.prod` or `_platform`. */
  readonly scope: string;
  /** `Team/API`, or '' for none. */
  readonly folder: string;
}

/** The scopes of this owner in which the reader may keep dashboards. */
export function useBoardScopes(): readonly string[] {
  const { scopes } = useSession();
  const { owner } = usePlace().parts;
  return scopes
    .filter(
      ({ path, permissions }) =>
        permissions.includes('dashboards:write') &&
        (path === owner || path.startsWith(`${owner}.`)),
    )
    .map(({ path }) => path);
}

/** The place of a new dashboard: where one stands, or the first that is allowed. */
export function useFirstPlace(): BoardPlace {
  const { node } = usePlace();
  const scopes = useBoardScopes();
  return { scope: scopes.find((path) => path === node.path) ?? scopes[0] ?? '', folder: '' };
}

/** Who may see it, and the folder it is found in. */
export function PlaceFields({
  place,
  onChange,
}: {
  readonly place: BoardPlace;
  readonly onChange: (place: BoardPlace) => void;
}) {
  const { t } = useTranslation();
  const { call } = useServices();
  const { owner } = usePlace().parts;
  const scopes = useBoardScopes();
  const known = useQuery(dashboardsQuery(call, owner));
  const folders = [...new Set(known.data?.map(({ folder }) => folder))].filter(Boolean).sort();
  const all =
    scopes.includes(place.scope) || place.scope === '' ? scopes : [...scopes, place.scope];
  return (
    <>
      <Select
        label={t('boards.field.scope')}
        description={t('boards.field.scopeHelp')}
        searchable
        allowDeselect={false}
        data={[...all]}
        value={place.scope}
        onChange={(scope) => scope !== null && onChange({ ...place, scope })}
      />
      <Autocomplete
        label={t('boards.field.folder')}
        description={t('boards.field.folderHelp')}
        data={folders}
        maxLength={200}
        value={place.folder}
        onChange={(folder) => onChange({ ...place, folder })}
      />
    </>
  );
}
