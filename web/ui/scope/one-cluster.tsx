import { Button, Group } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../api/api-error.ts';
import { useChangeSearch, usePlace } from './use-place.ts';

/** Ways on from a question that cannot be asked of several clusters at once. */
export function OneCluster({ error }: { readonly error: unknown }) {
  const { t } = useTranslation();
  const { scope, node, parts } = usePlace();
  const changeSearch = useChangeSearch();
  const isRefused = error instanceof ApiError && error.status === 422;
  if (!isRefused || parts.cluster !== undefined || node.clusters.length < 2) return null;
  return (
    <Group gap="xs" mt="xs">
      <span className="dimmed">{t('explore.oneCluster')}</span>
      {node.clusters.map((cluster) => (
        <Button
          key={cluster}
          size="compact-xs"
          variant="default"
          onClick={() => changeSearch({ scope: `${scope}@${cluster}` }, 'push')}
        >
          {cluster}
        </Button>
      ))}
    </Group>
  );
}
