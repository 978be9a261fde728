import { createInstance, type i18n } from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { Language } from '../../contract/session.ts';

const LOADERS = {
  en: async () => (await import('./en.ts')).en,
  zh: async () => (await import('./zh.ts')).zh,
};

/** Only the dictionary in use is loaded; another one comes when it is chosen. */
export async function createTranslations(language: Language): Promise<i18n> {
  const instance = createInstance();
  await instance.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    resources: { [language]: { translation: await LOADERS[language]() } },
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  return instance;
}

/** Switches the language, loading its dictionary first. */
export async function changeLanguage(instance: i18n, language: Language): Promise<void> {
  if (!instance.hasResourceBundle(language, 'translation')) {
    instance.addResourceBundle(language, 'translation', await LOADERS[language]());
  }
  await instance.changeLanguage(language);
}

/** The language before anyone has signed in: the one last chosen here, or the browser's. */
export function firstLanguage(
  stored: string | null,
  browserLanguages: readonly string[],
): Language {
  if (stored === 'en' || stored === 'zh') return stored;
  const wanted = browserLanguages.find((tag) => /^(en|zh)\b/i.test(tag)) ?? 'en';
  return wanted.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}
