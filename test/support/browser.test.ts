import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchBrowser, type TestBrowser } from './browser.ts';
import { requires } from './requires.ts';
import { startWebhookSink, type WebhookSink } from './webhook-sink.ts';

requires('chromium')('Chromium', () => {
  let browser: TestBrowser;
  let site: WebhookSink;
  beforeAll(async () => {
    [browser, site] = await Promise.all([launchBrowser(), startWebhookSink()]);
    site.answerWith(() => ({
      headers: { 'content-type': 'text/html; charset=utf-8' },
      body: '<title>告警</title><script>console.error("broken on purpose")</script>',
    }));
  });
  afterAll(async () => {
    await browser.close();
    await site.stop();
  });

  it('shows a page and reports its errors', async () => {
    const { page, errors } = await browser.openPage();
    await page.goto(site.url);
    expect(await page.title()).toBe('告警');
    expect(errors).toContain('broken on purpose');
  });
});
