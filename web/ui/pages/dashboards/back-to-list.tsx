import { Anchor } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useLinkTo } from '../../scope/use-place.ts';

/** The way back to all of them. */
export function BackToList() {
  const { t } = useTranslation();
  const linkTo = useLinkTo();
  return (
    <Anchor component={Link} to={linkTo('/dashboards')} size="xs">
      {t('boards.back')}
    </Anchor>
  );
}
