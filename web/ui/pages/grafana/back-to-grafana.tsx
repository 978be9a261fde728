import { Anchor } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useLinkTo } from '../../scope/use-place.ts';

/** The way back to all boards of Grafana. */
export function BackToGrafana() {
  const { t } = useTranslation();
  const linkTo = useLinkTo();
  return (
    <Anchor component={Link} to={linkTo('/dashboards/grafana')} size="xs">
      {t('grafana.back')}
    </Anchor>
  );
}
