import { useTranslation } from 'react-i18next';

/** A text of the service, in the language that is shown. */
export type InWords = (text: { readonly en: string; readonly zh: string }) => string;

export function useWords(): InWords {
  const { i18n } = useTranslation();
  return (text) => (i18n.language === 'zh' ? text.zh : text.en);
}
