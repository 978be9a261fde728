import { Anchor, Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'react-router';
import { linkTo } from '../scope/place.ts';
import { AccountMenu } from './account-menu.tsx';
import classes from './frame.module.css';

/** For a person without any role yet. */
export function NoScopes() {
  const { t } = useTranslation();
  return (
    <div className={classes.alone}>
      <Stack className={classes.aloneText} align="start">
        <Title order={1} size="h3">
          {t('frame.scope.noScopes')}
        </Title>
        <Text>{t('frame.scope.noScopesHint')}</Text>
        <AccountMenu />
      </Stack>
    </div>
  );
}

/** For a link to a scope that is not the reader's; existing and unknown ones look the same. */
export function ScopeDenied({ scope, first }: { readonly scope: string; readonly first: string }) {
  const { t } = useTranslation();
  const { pathname } = useLocation();
  return (
    <div className={classes.alone}>
      <Stack className={classes.aloneText}>
        <Title order={1} size="h3">
          {t('errors.scope_denied')}
        </Title>
        <Text className="mono">{scope}</Text>
        <Anchor component={Link} to={linkTo(pathname, { scope: first, rangeText: '1h' })}>
          {t('frame.scope.choose')}: {first}
        </Anchor>
      </Stack>
    </div>
  );
}
