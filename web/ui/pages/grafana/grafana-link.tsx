import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { grafanaBoardsQuery } from '../../api/grafana-queries.ts';
import { useServices } from '../../app/services.ts';
import { useLinkTo, usePlace } from '../../scope/use-place.ts';

/** The way to the boards of Grafana; nothing where the tenant has none. */
export function GrafanaLink() {
  const { t } = useTranslation();
  const { call } = useServices();
  const { parts } = usePlace();
  const linkTo = useLinkTo();
  const { data } = useQuery(grafanaBoardsQuery(call, parts.owner));
  if (data === undefined || data.path === null) return null;
  return (
    <Button component={Link} to={linkTo('/dashboards/grafana')} size="xs" variant="default">
      {t('grafana.title')}
    </Button>
  );
}
