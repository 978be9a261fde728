import { Anchor, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Page } from '../../frame/page.tsx';
import { useLinkTo } from '../../scope/use-place.ts';

export function NotFoundPage() {
  const { t } = useTranslation();
  const linkTo = useLinkTo();
  return (
    <Page title={t('frame.notFound.title')}>
      <Text>{t('frame.notFound.text')}</Text>
      <Anchor component={Link} to={linkTo('/')} mt="sm">
        {t('frame.notFound.home')}
      </Anchor>
    </Page>
  );
}
