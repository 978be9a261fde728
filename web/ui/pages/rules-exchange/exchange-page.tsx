import { Anchor, Tabs } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { useSession } from '../../app/session.ts';
import { Page } from '../../frame/page.tsx';
import { may } from '../../scope/permissions.ts';
import { useChangeSearch, useLinkTo, usePlace } from '../../scope/use-place.ts';
import { ExportRules } from './export-rules.tsx';
import { ImportRules } from './import-rules.tsx';

/** Rules in and out in the field's formats. */
export function ExchangePage() {
  const { t } = useTranslation();
  const linkTo = useLinkTo();
  const { node } = usePlace();
  const { scopes } = useSession();
  const [search] = useSearchParams();
  const changeSearch = useChangeSearch();
  const canWrite = may(scopes, node.path, 'rules:write');
  const tab = search.get('tab') === 'export' || !canWrite ? 'export' : 'import';
  const back = (
    <Anchor component={Link} to={linkTo('/rules')} size="xs">
      {t('rules.editor.back')}
    </Anchor>
  );
  return (
    <Page title={t('exchange.title')} before={back}>
      <Tabs
        value={tab}
        onChange={(value) => changeSearch({ tab: value ?? undefined })}
        keepMounted={false}
      >
        <Tabs.List>
          <Tabs.Tab value="import" disabled={!canWrite}>
            {t('exchange.import')}
          </Tabs.Tab>
          <Tabs.Tab value="export">{t('exchange.export')}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="import" pt="md">
          <ImportRules />
        </Tabs.Panel>
        <Tabs.Panel value="export" pt="md">
          <ExportRules />
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}
