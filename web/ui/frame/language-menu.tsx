import { ActionIcon, Menu } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconCheck, IconLanguage } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { LANGUAGES, type Language } from '../../contract/session.ts';
import { errorWords } from '../api/error-words.ts';
import { useServices } from '../app/services.ts';
import { SESSION_KEY } from '../app/session.ts';
import { changeLanguage } from '../i18n/setup.ts';

/** Where this browser remembers the language, for the sign-in page. */
export const LANGUAGE_KEY = 'tocsin:language';

/** Changes the language here at once, and for the person everywhere when signed in. */
export function useChooseLanguage(isSignedIn: boolean): (language: Language) => Promise<void> {
  const { i18n } = useTranslation();
  const { call } = useServices();
  const queryClient = useQueryClient();
  return async (language) => {
    localStorage.setItem(LANGUAGE_KEY, language);
    await changeLanguage(i18n, language);
    if (!isSignedIn) return;
    try {
      const session = await call('session.preferences', { body: { language } });
      queryClient.setQueryData(SESSION_KEY, session);
    } catch (error) {
      const { title, detail } = errorWords(error, i18n.t);
      notifications.show({ color: 'danger', title, message: detail });
    }
  };
}

export function LanguageMenu({ isSignedIn = true }: { readonly isSignedIn?: boolean }) {
  const { t, i18n } = useTranslation();
  const choose = useChooseLanguage(isSignedIn);
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={t('frame.language.label')}>
          <IconLanguage size={18} stroke={1.7} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {LANGUAGES.map((language) => (
          <Menu.Item
            key={language}
            lang={language}
            rightSection={i18n.language === language ? <IconCheck size={14} /> : null}
            onClick={() => void choose(language)}
          >
            {t(`frame.language.${language}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
