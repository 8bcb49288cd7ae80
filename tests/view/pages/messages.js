/** The gallery's messages. `rows` are drawn from top to bottom; addresses of pictures are served by the test. */

import { link, post } from "./actions.js";
import { flexRows } from "./flex-messages.js";

export const rows = [
  {
    from: "bot",
    message: {
      type: "text",
      text: "こんにちは。戸沢村の窓口です。\n下のメニューから選ぶか、そのまま書いて送ってください。",
    },
  },
  { from: "person", message: { type: "text", text: "避難所" } },
  {
    from: "bot",
    message: {
      type: "text",
      text: "$いまいる場所を送ってください。くわしくは https://example.com/bousai（防災のページ）か 0233-72-2111 まで。",
      emojis: [{ index: 0, productId: "5ac1bfd5040ab15980c9b435", emojiId: "001" }],
    },
  },
  {
    from: "person",
    message: {
      type: "location",
      title: "古口駅",
      address: "山形県最上郡戸沢村古口",
      latitude: 38.7393,
      longitude: 140.1213,
    },
  },
  ...flexRows,
  {
    from: "bot",
    message: {
      type: "template",
      altText: "予約の確認",
      template: {
        type: "buttons",
        thumbnailImageUrl: "/img/604x400/6C9BD1.png",
        title: "中央公民館 会議室",
        text: "11月28日（金）10時から12時まで",
        defaultAction: link("くわしく"),
        actions: [
          post("予約する", "reserve"),
          {
            type: "datetimepicker",
            label: "日時を変える",
            data: "when",
            mode: "datetime",
            initial: "2025-11-28T10:00",
            min: "2025-11-22T09:00",
            max: "2025-12-22T17:00",
          },
          { type: "message", label: "やめる", text: "やめる" },
        ],
      },
    },
  },
  {
    from: "bot",
    message: {
      type: "template",
      altText: "確認",
      template: {
        type: "confirm",
        text: "この内容で送ります。よろしいですか。",
        actions: [
          { type: "message", label: "はい", text: "はい" },
          { type: "message", label: "いいえ", text: "いいえ" },
        ],
      },
    },
  },
  {
    from: "bot",
    message: {
      type: "template",
      altText: "施設の候補",
      template: {
        type: "carousel",
        columns: ["戸沢村診療所", "いきいきランドぽんぽ館", "戸沢学園"].map((title, index) => ({
          thumbnailImageUrl: `/img/604x400/${["C98B6B", "5FA8A0", "C77B95"][index]}.png`,
          title,
          text: "歩いて12分。午前9時から午後5時まで開いています。".slice(0, 16 + 4 * index),
          actions: [post("選ぶ", `spot-${index}`), link("地図")],
        })),
      },
    },
  },
  {
    from: "bot",
    message: {
      type: "template",
      altText: "写真",
      template: {
        type: "image_carousel",
        columns: [1, 2, 3].map((number) => ({
          imageUrl: `/img/400x400/${["7BAE7F", "9A86C4", "F0B429"][number - 1]}.png`,
          action: post(`写真${number}`, `picture-${number}`),
        })),
      },
    },
  },
  {
    from: "bot",
    message: {
      type: "imagemap",
      baseUrl: "/img/imagemap",
      altText: "どの災害ですか",
      baseSize: { width: 1040, height: 520 },
      actions: [
        { type: "message", label: "洪水", text: "洪水", area: { x: 0, y: 0, width: 520, height: 520 } },
        {
          type: "uri",
          label: "地震",
          linkUri: "https://example.com/earthquake",
          area: { x: 520, y: 0, width: 520, height: 520 },
        },
      ],
    },
  },
  {
    from: "bot",
    message: {
      type: "image",
      originalContentUrl: "/img/800x600/5FA8A0.png",
      previewImageUrl: "/img/400x300/5FA8A0.png",
    },
  },
  { from: "person", message: { type: "image", originalContentUrl: "/img/300x500/C98B6B.png" } },
  {
    from: "bot",
    message: { type: "video", originalContentUrl: "/img/film.mp4", previewImageUrl: "/img/400x225/4B5563.png" },
  },
  { from: "bot", message: { type: "audio", originalContentUrl: "/img/sound.m4a", duration: 63000 } },
  { from: "person", message: { type: "file", fileName: "避難所一覧.csv", fileSize: 18234 } },
  { from: "person", message: { type: "sticker", packageId: "446", stickerId: "1988", keywords: ["ありがとう"] } },
  { from: "bot", message: { type: "coupon", couponId: "01JYNW8JMQVFBNWF1APF8Z3FS7" } },
  {
    from: "bot",
    message: { type: "image", originalContentUrl: "/img/missing.png", previewImageUrl: "/img/missing.png" },
  },
  { from: "bot", message: { type: "hologram" } },
];

export const quickReplies = [
  { type: "action", action: { type: "location", label: "位置情報を送る" } },
  { type: "action", action: { type: "cameraRoll", label: "写真を選ぶ" } },
  { type: "action", imageUrl: "/img/48x48/06C755.png", action: post("やめる", "stop") },
  { type: "action", action: { type: "message", label: "あとで", text: "あとで" } },
];

export const menu = {
  size: { width: 1200, height: 600 },
  selected: true,
  name: "通常",
  chatBarText: "メニュー",
  areas: [0, 1, 2, 3, 4, 5].map((number) => ({
    bounds: { x: (number % 3) * 400, y: Math.floor(number / 3) * 300, width: 400, height: 300 },
    action: { type: "message", label: `項目${number + 1}`, text: `項目${number + 1}` },
  })),
};
