import { useTranslation } from 'react-i18next';

/** A text of the service in the language that is shown. */
export function useWords(): (text: { readonly en: string; readonly zh: string }) => string {
  const { i18n } = useTranslation();
  return (text) => (i18n.language === 'zh' ? text.zh : text.en);
}
