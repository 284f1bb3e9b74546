// Charts of the invented example against approved pictures. `npm run approve` approves them anew;
// look at them first.

import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import pixelmatch from 'pixelmatch';
import { PNG } from 'pngjs';
import { approved, exampleReport, output } from './support.mjs';

/** Pictures are kept small: four charts, at half of the size that is written. */
const CHARTS = ['spectrum', 'plane', 'waits', 'survival'];
/** Share of the pixels that may look different: rounding on another processor, not another chart. */
const TOLERATED = 0.0005;

/** Each pixel the mean of four. */
function halved(picture) {
  const [width, height] = [picture.width >> 1, picture.height >> 1];
  const half = new PNG({ width, height });
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      for (let channel = 0; channel < 4; channel += 1) {
        const of = (dx, dy) =>
          picture.data[((2 * y + dy) * picture.width + 2 * x + dx) * 4 + channel];
        half.data[(y * width + x) * 4 + channel] =
          Math.round((of(0, 0) + of(1, 0) + of(0, 1) + of(1, 1)) / 4);
      }
    }
  }
  return half;
}

/** How many pixels look different, and a picture of where. */
function compare(one, other) {
  const diff = new PNG({ width: one.width, height: one.height });
  const count = pixelmatch(one.data, other.data, diff.data, one.width, one.height, { threshold: 0.1 });
  return { count, diff };
}

describe('charts look as approved', () => {
  for (const chart of CHARTS) {
    it(chart, () => {
      const drawn = halved(PNG.sync.read(readFileSync(join(exampleReport(), 'charts', `${chart}.png`))));
      const file = join(approved, `${chart}.png`);
      if (process.env.APPROVE) {
        mkdirSync(approved, { recursive: true });
        writeFileSync(file, PNG.sync.write(drawn));
        return;
      }
      assert.ok(existsSync(file), `${file} is missing: npm run approve`);
      const known = PNG.sync.read(readFileSync(file));
      assert.deepEqual([drawn.width, drawn.height], [known.width, known.height], 'size');
      const { count, diff } = compare(drawn, known);
      const kept = join(output, `${chart}-difference.png`);
      if (count > 0) writeFileSync(kept, PNG.sync.write(diff));
      assert.ok(count <= TOLERATED * drawn.width * drawn.height, `${count} pixels differ: ${kept}`);
    });
  }

  it('and a chart with a mark moved by its width does not', () => {
    const drawn = halved(PNG.sync.read(readFileSync(join(exampleReport(), 'charts', 'spectrum.png'))));
    const moved = new PNG({ width: drawn.width, height: drawn.height });
    drawn.data.copy(moved.data);
    // A dot of 16 pixels where there is none.
    for (let y = 20; y < 36; y += 1) {
      for (let x = 600; x < 616; x += 1) moved.data.fill(0, (y * drawn.width + x) * 4, (y * drawn.width + x) * 4 + 3);
    }
    const { count } = compare(drawn, moved);
    const tolerated = TOLERATED * drawn.width * drawn.height;
    assert.ok(count > 200, `${count} pixels differ`);
    assert.ok(tolerated < 1_500, `${tolerated} pixels are tolerated`);
  });
});
