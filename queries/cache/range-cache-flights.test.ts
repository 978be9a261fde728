import { describe, expect, it } from 'vitest';
import { rangeCacheLab } from '../../test/support/range-cache-lab.ts';

describe('questions at the same time', () => {
  it('are asked once', async () => {
    const { ask, backend } = rangeCacheLab();
    backend.hold();
    const answers = [
      ask(-1200, 0),
      ask(-1200, 0),
      ask(-1140, -60),
      ask(-1200, 0, { tenant: 'globex' }),
    ];
    await Promise.resolve();
    backend.release();
    await Promise.all(answers);
    expect(backend.asked).toEqual(['acme -1200..0', 'globex -1200..0']);
  });

  it('join what is under way, and ask for the rest themselves', async () => {
    const { ask, backend } = rangeCacheLab();
    backend.hold();
    const answers = [ask(-1200, -900), ask(-1080, -780)];
    backend.release();
    expect(await answers[1]).toBe('1 1 1 1 2 2');
    expect(backend.asked).toEqual(['acme -1200..-900', 'acme -840..-780']);
  });

  it('do not wait for one that asks for much more', async () => {
    const { ask, backend } = rangeCacheLab();
    backend.hold();
    const answers = [ask(-7200, -900), ask(-1080, -900)];
    backend.release();
    await Promise.all(answers);
    expect(backend.asked).toEqual(['acme -7200..-900', 'acme -1080..-900']);
  });

  it('do not share a timeout', async () => {
    const { ask, backend } = rangeCacheLab();
    backend.hold();
    const answers = [ask(-1200, 0), ask(-1200, 0, { parameters: [['timeout', '1ms']] })];
    backend.release();
    await Promise.all(answers);
    expect(backend.asked).toHaveLength(2);
  });

  it('are not ended by one caller who leaves, but by the last', async () => {
    const { ask, backend } = rangeCacheLab();
    backend.hold();
    const [first, second] = [new AbortController(), new AbortController()];
    const leaving = ask(-1200, 0, { signal: first.signal });
    const staying = ask(-1200, 0, { signal: second.signal });
    first.abort(new Error('gone'));
    await expect(leaving).rejects.toThrow('gone');
    expect(backend.aborted).toBe(0);
    second.abort(new Error('gone too'));
    await expect(staying).rejects.toThrow('gone too');
    expect(backend.aborted).toBe(1);
    const later = ask(-1200, -1140);
    backend.release();
    expect(await later).toBe('2 2');
  });

  it('fail together, and leave what else was asked for', async () => {
    const { ask, backend } = rangeCacheLab();
    await ask(-1080, -1080);
    backend.hold();
    const both = [ask(-1200, -960), ask(-1200, -960)];
    const settled = Promise.allSettled(both);
    backend.failure = new Error('broken');
    backend.release();
    expect((await settled).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  });

  it('are not begun for a caller who has left', async () => {
    const { ask, backend } = rangeCacheLab();
    await expect(ask(-1200, 0, { signal: AbortSignal.abort(new Error('gone')) })).rejects.toThrow(
      'gone',
    );
    expect(backend.asked).toEqual([]);
  });
});
