import { useLocalStorage } from '@mantine/hooks';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../app/session.ts';
import {
  matchScopes,
  recentChoices,
  type ScopeChoice,
  scopeChoices,
} from '../scope/search-scopes.ts';
import { usePlace } from '../scope/use-place.ts';
import { RECENT_SCOPES_KEY } from './recent-scopes.ts';
import { SearchList } from './search-list.tsx';

/** Recent scopes first, then all that match. */
export function ScopeList({
  text,
  onChoose,
}: {
  readonly text: string;
  readonly onChoose: (scope: string) => void;
}) {
  const { t } = useTranslation();
  const { scopes } = useSession();
  const { scope } = usePlace();
  const [recent] = useLocalStorage<readonly string[]>({
    key: RECENT_SCOPES_KEY,
    defaultValue: [],
    getInitialValueInEffect: false,
  });
  const choices = useMemo(() => scopeChoices(scopes), [scopes]);
  const matching = matchScopes(choices, text);
  const recently = text === '' ? recentChoices(choices, recent, scope) : [];
  const entry = ({ scope: path, title, depth }: ScopeChoice, group: string) => ({
    key: `${group}/${path}`,
    text: title === '' ? lastName(path) : title,
    detail: path,
    indent: group === 'all' && text === '' ? depth : 0,
    isCurrent: path === scope,
    choose: () => onChoose(path),
  });
  return (
    <SearchList
      label={t('frame.scope.choose')}
      none={t('frame.scope.none', { text })}
      groups={[
        { title: t('frame.scope.recent'), entries: recently.map((each) => entry(each, 'recent')) },
        { title: t('frame.scope.all'), entries: matching.map((each) => entry(each, 'all')) },
      ]}
    />
  );
}

/** `acme.shop.prod@eu-1` ends in `prod@eu-1`. */
function lastName(path: string): string {
  return path.split('.').at(-1) ?? path;
}
