/** The gallery's Flex messages. */

import { link, post } from "./actions.js";

function shelter(name, metres, minutes, status, colour, capacity) {
  const fact = (label, value) => ({
    type: "box",
    layout: "baseline",
    spacing: "sm",
    contents: [
      { type: "text", text: label, size: "sm", color: "#6B7280", flex: 2 },
      { type: "text", text: value, size: "sm", color: "#111111", flex: 5, wrap: true },
    ],
  });
  return {
    type: "bubble",
    size: "kilo",
    header: {
      type: "box",
      layout: "horizontal",
      backgroundColor: colour,
      contents: [
        { type: "text", text: status, color: "#FFFFFF", weight: "bold", size: "md" },
        { type: "text", text: "避難所", color: "#FFFFFFCC", size: "xs", align: "end", gravity: "center" },
      ],
    },
    body: {
      type: "box",
      layout: "vertical",
      spacing: "sm",
      contents: [
        { type: "text", text: name, weight: "bold", size: "lg", wrap: true },
        { type: "text", text: `約${metres}m 歩いて${minutes}分`, size: "sm", color: "#111111" },
        { type: "separator", margin: "md" },
        { ...fact("対応", "洪水・土砂災害・地震"), margin: "md" },
        fact("定員", `${capacity}人`),
      ],
    },
    footer: {
      type: "box",
      layout: "horizontal",
      spacing: "sm",
      contents: [
        { type: "button", style: "primary", height: "sm", action: link("地図") },
        { type: "button", style: "secondary", height: "sm", action: link("道順") },
      ],
    },
  };
}

export const flexRows = [
  {
    from: "bot",
    message: {
      type: "flex",
      altText: "近くの避難所",
      contents: {
        type: "carousel",
        contents: [
          shelter("中央公民館", 320, 4, "開設中", "#06A24B", 200),
          shelter("古口地区ふれあいセンター（旧古口小学校体育館）", 850, 11, "混雑", "#D97706", 350),
          shelter("角川地区公民館", 8200, 103, "未開設", "#6B7280", 80),
        ],
      },
    },
  },
  {
    from: "bot",
    message: {
      type: "flex",
      altText: "通報の受付",
      contents: {
        type: "bubble",
        hero: {
          type: "image",
          url: "/img/600x400/7BAE7F.png",
          size: "full",
          aspectRatio: "20:13",
          aspectMode: "cover",
          action: link("写真"),
        },
        styles: { footer: { separator: true } },
        body: {
          type: "box",
          layout: "vertical",
          spacing: "md",
          contents: [
            { type: "text", text: "通報を受け付けました", weight: "bold", size: "xl", wrap: true },
            {
              type: "box",
              layout: "baseline",
              contents: [
                { type: "icon", url: "/img/32x32/F0B429.png", size: "sm" },
                { type: "icon", url: "/img/32x32/F0B429.png", size: "sm" },
                { type: "text", text: "受付番号 #128", size: "sm", color: "#999999", margin: "md", flex: 0 },
              ],
            },
            {
              type: "text",
              wrap: true,
              contents: [
                { type: "span", text: "道路の" },
                { type: "span", text: "穴", weight: "bold", color: "#C0392B", size: "lg" },
                { type: "span", text: "について、" },
                { type: "span", text: "3日以内", decoration: "underline" },
                { type: "span", text: "に返事をします。" },
              ],
            },
            {
              type: "text",
              text: "折り返さない長い文はここで切れて、終わりに点が三つ付きます。",
              size: "sm",
              color: "#666666",
            },
            {
              type: "text",
              text: "二行までの長い文です。二行を過ぎると、やはり点が付いて終わります。三行目は見えません。本当に見えません。",
              wrap: true,
              maxLines: 2,
              size: "sm",
            },
          ],
        },
        footer: {
          type: "box",
          layout: "vertical",
          spacing: "sm",
          contents: [
            { type: "button", style: "primary", action: post("状況を見る", "1.r.128.0.1") },
            {
              type: "button",
              style: "link",
              height: "sm",
              action: { type: "message", label: "取り下げる", text: "通報 取り下げ" },
            },
          ],
        },
      },
    },
  },
  {
    from: "bot",
    message: {
      type: "flex",
      altText: "配置の見本",
      contents: {
        type: "bubble",
        size: "mega",
        body: {
          type: "box",
          layout: "vertical",
          paddingAll: "none",
          contents: [
            {
              type: "box",
              layout: "vertical",
              height: "96px",
              background: {
                type: "linearGradient",
                angle: "135deg",
                startColor: "#0B4F8A",
                centerColor: "#2D8FC4",
                endColor: "#8AD0E8",
              },
              justifyContent: "center",
              alignItems: "center",
              contents: [
                { type: "text", text: "警戒レベル4", color: "#FFFFFF", weight: "bold", size: "xxl" },
                {
                  type: "box",
                  layout: "vertical",
                  position: "absolute",
                  offsetTop: "8px",
                  offsetEnd: "8px",
                  backgroundColor: "#C0392B",
                  cornerRadius: "xl",
                  paddingAll: "xs",
                  paddingStart: "md",
                  paddingEnd: "md",
                  contents: [{ type: "text", text: "訓練", color: "#FFFFFF", size: "xs" }],
                },
              ],
            },
            {
              type: "box",
              layout: "horizontal",
              spacing: "md",
              paddingAll: "lg",
              contents: [
                {
                  type: "box",
                  layout: "vertical",
                  width: "64px",
                  height: "64px",
                  cornerRadius: "100px",
                  contents: [{ type: "image", url: "/img/200x100/9A86C4.png", size: "full", aspectMode: "cover" }],
                },
                { type: "text", text: "まん中", gravity: "center", flex: 0 },
                { type: "separator" },
                {
                  type: "text",
                  text: "右下",
                  gravity: "bottom",
                  align: "end",
                  style: "italic",
                  decoration: "line-through",
                },
              ],
            },
            {
              type: "box",
              layout: "horizontal",
              justifyContent: "space-between",
              borderWidth: "medium",
              borderColor: "#06C755",
              cornerRadius: "md",
              margin: "none",
              paddingAll: "md",
              contents: ["左", "中", "右"].map((text) => ({ type: "text", text, flex: 0 })),
            },
            {
              type: "box",
              layout: "vertical",
              paddingAll: "lg",
              action: post("枠の全体を押す", "box"),
              contents: [
                { type: "text", text: "縮めて一行に収める長い長い長い長い長い文章です", adjustMode: "shrink-to-fit" },
              ],
            },
          ],
        },
      },
    },
  },
  ...["nano", "micro", "deca", "hecto", "giga"].map((size) => ({
    from: "bot",
    message: {
      type: "flex",
      altText: size,
      contents: {
        type: "bubble",
        size,
        body: {
          type: "box",
          layout: "vertical",
          contents: [{ type: "text", text: `大きさ ${size}`, wrap: true, size: "sm" }],
        },
        footer: {
          type: "box",
          layout: "vertical",
          contents: [{ type: "button", style: "secondary", height: "sm", action: post("選ぶ", size) }],
        },
      },
    },
  })),
  {
    from: "bot",
    message: {
      type: "flex",
      altText: "右から左",
      contents: {
        type: "bubble",
        size: "kilo",
        direction: "rtl",
        body: {
          type: "box",
          layout: "horizontal",
          spacing: "lg",
          contents: [
            { type: "text", text: "1番目", flex: 0 },
            { type: "text", text: "2番目" },
          ],
        },
      },
    },
  },
];
