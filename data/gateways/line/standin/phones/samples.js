/** Ready-made pictures of the camera roll, drawn on a canvas: nothing is fetched and nobody is shown. */

const WIDTH = 1024;
const HEIGHT = 768;

const fill = (pen, colour, x, y, width, height) => {
  pen.fillStyle = colour;
  pen.fillRect(x, y, width, height);
};

const shape = (pen, colour, points) => {
  pen.fillStyle = colour;
  pen.beginPath();
  points.forEach(([x, y]) => pen.lineTo(x, y));
  pen.closePath();
  pen.fill();
};

const oval = (pen, colour, x, y, across, down, turn = 0) => {
  pen.fillStyle = colour;
  pen.beginPath();
  pen.ellipse(x, y, across, down, turn, 0, 2 * Math.PI);
  pen.fill();
};

const stroke = (pen, colour, width, points) => {
  pen.strokeStyle = colour;
  pen.lineWidth = width;
  pen.lineCap = "round";
  pen.lineJoin = "round";
  pen.beginPath();
  points.forEach(([x, y]) => pen.lineTo(x, y));
  pen.stroke();
};

function landscape(pen, top, bottom) {
  const sky = pen.createLinearGradient(0, 0, 0, 420);
  sky.addColorStop(0, top);
  sky.addColorStop(1, bottom);
  fill(pen, sky, 0, 0, WIDTH, HEIGHT);
  shape(pen, "#6f8f76", [
    [0, 420],
    [0, 300],
    [220, 190],
    [420, 330],
    [640, 210],
    [860, 320],
    [1024, 250],
    [1024, 420],
  ]);
  fill(pen, "#8fae6b", 0, 400, WIDTH, HEIGHT - 400);
}

function road(pen) {
  shape(pen, "#70757d", [
    [420, 400],
    [600, 400],
    [1024, 768],
    [0, 768],
  ]);
  stroke(pen, "#f3f4f6", 10, [
    [508, 430],
    [504, 500],
  ]);
  stroke(pen, "#f3f4f6", 16, [
    [500, 560],
    [492, 700],
  ]);
}

function pothole(pen) {
  landscape(pen, "#9fc4e6", "#e8f1f8");
  road(pen);
  oval(pen, "#4b4f57", 620, 620, 190, 66, -0.1);
  oval(pen, "#2b2e34", 628, 632, 150, 46, -0.1);
  stroke(pen, "#3a3d44", 7, [
    [430, 600],
    [360, 572],
    [330, 600],
    [270, 588],
  ]);
  stroke(pen, "#3a3d44", 6, [
    [800, 640],
    [860, 690],
    [900, 690],
  ]);
}

function fallenTree(pen) {
  landscape(pen, "#8f9aa6", "#cfd6dc");
  road(pen);
  stroke(pen, "#5a4030", 54, [
    [60, 520],
    [930, 610],
  ]);
  stroke(pen, "#5a4030", 20, [
    [420, 560],
    [520, 460],
  ]);
  stroke(pen, "#5a4030", 18, [
    [620, 578],
    [700, 690],
  ]);
  for (const [x, y] of [
    [520, 440],
    [600, 470],
    [760, 560],
    [860, 540],
    [900, 640],
    [700, 700],
    [800, 680],
  ])
    oval(pen, "#3f6b3c", x, y, 84, 58);
}

function lamp(pen) {
  landscape(pen, "#1d2540", "#4b4f72");
  fill(pen, "rgba(15, 20, 38, 0.55)", 0, 0, WIDTH, HEIGHT);
  road(pen);
  stroke(pen, "#aab2bd", 22, [
    [760, 760],
    [760, 170],
    [640, 130],
  ]);
  oval(pen, "#d7dbe0", 610, 132, 58, 22);
  stroke(pen, "#e05252", 14, [
    [560, 190],
    [660, 270],
  ]);
  stroke(pen, "#e05252", 14, [
    [660, 190],
    [560, 270],
  ]);
}

function flood(pen) {
  landscape(pen, "#7d8894", "#b9c2c9");
  fill(pen, "#8a7b62", 0, 470, WIDTH, HEIGHT - 470);
  for (let row = 0; row < 6; row += 1)
    stroke(pen, "#a3957b", 8, [
      [60 + 60 * row, 520 + 42 * row],
      [300 + 80 * row, 510 + 42 * row],
    ]);
  fill(pen, "#e9e4da", 620, 330, 240, 190);
  shape(pen, "#8c4a3c", [
    [590, 335],
    [740, 230],
    [890, 335],
  ]);
  fill(pen, "#5f7a92", 700, 400, 70, 80);
  stroke(pen, "#d8d8d8", 14, [
    [240, 330],
    [240, 560],
  ]);
  shape(pen, "#d9372c", [
    [190, 330],
    [240, 260],
    [290, 330],
  ]);
}

function litter(pen) {
  landscape(pen, "#a8cbe8", "#eef5fb");
  oval(pen, "#2f3a4a", 380, 610, 130, 96);
  oval(pen, "#3c4a5e", 560, 630, 150, 108);
  stroke(pen, "#2f3a4a", 24, [
    [380, 520],
    [360, 480],
  ]);
  stroke(pen, "#3c4a5e", 26, [
    [560, 530],
    [590, 480],
  ]);
  shape(pen, "#c9a063", [
    [680, 720],
    [680, 560],
    [860, 540],
    [880, 700],
  ]);
  stroke(pen, "#8d6c3d", 8, [
    [680, 640],
    [876, 618],
  ]);
  oval(pen, "#d8e2ea", 250, 690, 66, 26, 0.4);
}

function paper(pen) {
  fill(pen, "#b48a5a", 0, 0, WIDTH, HEIGHT);
  for (let y = 40; y < HEIGHT; y += 90)
    stroke(pen, "#a67d4f", 6, [
      [0, y],
      [WIDTH, y + 14],
    ]);
  shape(pen, "#ffffff", [
    [250, 70],
    [790, 96],
    [764, 716],
    [226, 690],
  ]);
  pen.fillStyle = "#1f2937";
  pen.font = "bold 54px sans-serif";
  pen.fillText("見本の書類", 370, 190);
  for (let row = 0; row < 8; row += 1)
    stroke(pen, "#9aa3ae", 9, [
      [300, 262 + 50 * row],
      [690 - 50 * (row % 3), 272 + 50 * row],
    ]);
  pen.strokeStyle = "#d9372c";
  pen.lineWidth = 9;
  pen.strokeRect(610, 590, 90, 90);
}

export const SAMPLES = [
  { name: "道路の穴", draw: pothole },
  { name: "倒れた木", draw: fallenTree },
  { name: "消えた街灯", draw: lamp },
  { name: "水があふれた川", draw: flood },
  { name: "捨てられたごみ", draw: litter },
  { name: "書類", draw: paper },
];

/** A canvas of `width` pixels with the sample on it. */
export function drawSample(sample, width) {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = Math.round((width * HEIGHT) / WIDTH);
  const pen = canvas.getContext("2d");
  pen.scale(width / WIDTH, width / WIDTH);
  sample.draw(pen);
  return canvas;
}

/** The sample as a JPEG file, as a camera would leave it. @returns {Promise<File>} */
export function sampleFile(sample, index) {
  return new Promise((resolve) => {
    const name = `photo-${index + 1}.jpg`;
    drawSample(sample, WIDTH).toBlob(
      (blob) => resolve(new File([blob], name, { type: "image/jpeg" })),
      "image/jpeg",
      0.85,
    );
  });
}
