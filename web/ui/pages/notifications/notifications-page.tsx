import { Anchor, Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { LANGUAGES } from '../../../contract/session.ts';
import { personalQuery } from '../../api/personal-queries.ts';
import { useServices } from '../../app/services.ts';
import { useSession } from '../../app/session.ts';
import { FaultText } from '../../frame/fault.tsx';
import { useChooseLanguage } from '../../frame/language-menu.tsx';
import { Page } from '../../frame/page.tsx';
import { SkeletonRows } from '../../lists/list-state.tsx';
import { useLinkTo } from '../../scope/use-place.ts';
import { Addresses } from './addresses.tsx';
import classes from './notifications.module.css';
import { SettingsEditor } from './settings-editor.tsx';

/** How oneself wants to be told: addresses, language, quiet hours, subscriptions. */
export function NotificationsPage() {
  const { t } = useTranslation();
  const { call } = useServices();
  const { user } = useSession();
  const linkTo = useLinkTo();
  const found = useQuery({ ...personalQuery(call), refetchOnWindowFocus: false });
  const settings = found.data;
  return (
    <Page
      title={t('personal.title')}
      actions={
        <Anchor component={Link} to={linkTo('/inbox')} size="sm">
          {t('personal.inbox')}
        </Anchor>
      }
    >
      {settings === undefined && found.error === null && <SkeletonRows />}
      {settings === undefined && found.error !== null && (
        <FaultText error={found.error} retry={() => void found.refetch()} />
      )}
      {settings !== undefined && (
        <div className={classes.sections}>
          <Addresses settings={settings} account={user.email} />
          <section className={classes.section} aria-labelledby="own-language">
            <h2 id="own-language" className={classes.heading}>
              {t('personal.language')}
            </h2>
            <p className={classes.help}>{t('personal.languageHelp')}</p>
            <LanguageField />
          </section>
          <SettingsEditor key={settings.revision} settings={settings} userId={user.id} />
        </div>
      )}
    </Page>
  );
}

function LanguageField() {
  const { t, i18n } = useTranslation();
  const choose = useChooseLanguage(true);
  return (
    <Select
      w={220}
      size="xs"
      aria-labelledby="own-language"
      allowDeselect={false}
      data={LANGUAGES.map((value) => ({ value, label: t(`frame.language.${value}`) }))}
      value={i18n.language}
      onChange={(chosen) => {
        const language = LANGUAGES.find((one) => one === chosen);
        if (language !== undefined) void choose(language);
      }}
    />
  );
}
