import assert from 'node:assert/strict';
import { test } from 'node:test';
import { focus, grid, gridCapacity, shapeFor } from '../../main/resources/web/js/layout.js';

/** Stages as they are on common screens, with and without a panel. */
const STAGES = [
  [1248, 652],
  [896, 652],
  [544, 652],
  [1888, 932],
  [788, 1044],
  [374, 690],
  [344, 506],
  [812, 316],
];

const overlap = (a, b) => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

function assertApart(places, width, height) {
  for (const place of places) {
    const inside = place.x >= 0 && place.y >= 0 && place.x + place.width <= width && place.y + place.height <= height;
    assert.ok(inside, `${JSON.stringify(place)} leaves ${width}x${height}`);
  }
  places.forEach((place, index) =>
    places.slice(index + 1).forEach((other) => assert.ok(!overlap(place, other), JSON.stringify([place, other]))),
  );
}

test('a grid keeps to its stage, its tiles apart, of one size and of bearable shape', () => {
  for (const [width, height] of STAGES) {
    const { narrowest, widest } = shapeFor(width, height);
    for (let count = 1; count <= 30; count++) {
      const places = grid(count, width, height);
      assert.equal(places.length, count);
      assertApart(places, width, height);
      assert.equal(new Set(places.map((place) => `${place.width}x${place.height}`)).size, 1);
      const aspect = places[0].width / places[0].height;
      assert.ok(aspect > narrowest - 0.03 && aspect < widest + 0.03, `aspect ${aspect}`);
    }
  }
});

test('nine people have room on every common screen', () => {
  for (const [width, height] of STAGES) {
    if (height > 400) {
      assert.equal(gridCapacity(9, width, height), 9, `${width}x${height}`);
    }
  }
});

test('too many people are fewer tiles rather than tiny ones', () => {
  for (const [width, height] of STAGES) {
    const capacity = gridCapacity(200, width, height);
    assert.ok(capacity < 200);
    assert.ok(grid(capacity, width, height)[0].width >= shapeFor(width, height).smallest);
  }
});

test('two people stand side by side on a desk and one above the other on a telephone', () => {
  const [left, right] = grid(2, 1248, 652);
  assert.equal(left.y, right.y);
  const [upper, lower] = grid(2, 374, 690);
  assert.equal(upper.x, lower.x);
});

test('an incomplete last row stands in the middle', () => {
  const places = grid(5, 1248, 652);
  const last = places.slice(3);
  const left = last[0].x;
  const right = 1248 - (last[1].x + last[1].width);
  assert.ok(Math.abs(left - right) <= 1);
});

test('the tile in focus gets the best part of the stage and the others stay apart', () => {
  for (const [width, height] of STAGES) {
    for (let others = 1; others <= 30; others++) {
      const { focus: main, strip } = focus(others, width, height);
      assertApart([main, ...strip], width, height);
      assert.ok(strip.length >= 1 && strip.length <= others);
      assert.ok(main.width * main.height > 0.4 * width * height, `${width}x${height}`);
    }
  }
});

test('alone in focus is the whole stage', () => {
  assert.deepEqual(focus(0, 800, 600), { focus: { x: 0, y: 0, width: 800, height: 600 }, strip: [] });
});
