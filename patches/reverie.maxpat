{
 "patcher": {
  "fileversion": 1,
  "appversion": {
   "major": 8,
   "minor": 5,
   "revision": 0,
   "architecture": "x64",
   "modernui": 1
  },
  "classnamespace": "box",
  "rect": [
   40.0,
   80.0,
   660.0,
   320.0
  ],
  "bglocked": 0,
  "openinpresentation": 0,
  "default_fontsize": 12.0,
  "default_fontname": "Arial",
  "gridsize": [
   15.0,
   15.0
  ],
  "boxes": [
   {
    "box": {
     "id": "obj-1",
     "maxclass": "comment",
     "patching_rect": [
      20.0,
      15.0,
      560.0,
      22.0
     ],
     "text": "Double-click a page. What you turn goes out as OSC, what others turn comes back.",
     "numinlets": 1,
     "numoutlets": 0
    }
   },
   {
    "box": {
     "id": "obj-2",
     "maxclass": "newobj",
     "patching_rect": [
      1760.0,
      20.0,
      170.0,
      22.0
     ],
     "text": "r reverie-out",
     "numinlets": 0,
     "numoutlets": 1,
     "outlettype": [
      ""
     ]
    }
   },
   {
    "box": {
     "id": "obj-3",
     "maxclass": "newobj",
     "patching_rect": [
      1940.0,
      20.0,
      170.0,
      22.0
     ],
     "text": "udpsend 127.0.0.1 7777",
     "numinlets": 1,
     "numoutlets": 0,
     "outlettype": []
    }
   },
   {
    "box": {
     "id": "obj-4",
     "maxclass": "newobj",
     "patching_rect": [
      2120.0,
      20.0,
      170.0,
      22.0
     ],
     "text": "udpreceive 7778",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ]
    }
   },
   {
    "box": {
     "id": "obj-5",
     "maxclass": "newobj",
     "patching_rect": [
      1400.0,
      44.0,
      170.0,
      22.0
     ],
     "text": "s reverie-in",
     "numinlets": 1,
     "numoutlets": 0,
     "outlettype": []
    }
   },
   {
    "box": {
     "id": "obj-6",
     "maxclass": "newobj",
     "patching_rect": [
      1580.0,
      44.0,
      170.0,
      22.0
     ],
     "text": "loadbang",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ]
    }
   },
   {
    "box": {
     "id": "obj-7",
     "maxclass": "newobj",
     "patching_rect": [
      1760.0,
      44.0,
      170.0,
      22.0
     ],
     "text": "delay 200",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      ""
     ]
    }
   },
   {
    "box": {
     "id": "obj-8",
     "maxclass": "message",
     "patching_rect": [
      1940.0,
      44.0,
      170.0,
      22.0
     ],
     "text": "/subscribe 7778",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      ""
     ]
    }
   },
   {
    "box": {
     "id": "obj-9",
     "maxclass": "newobj",
     "patching_rect": [
      2120.0,
      44.0,
      170.0,
      22.0
     ],
     "text": "s reverie-out",
     "numinlets": 1,
     "numoutlets": 0,
     "outlettype": []
    }
   },
   {
    "box": {
     "id": "obj-10",
     "maxclass": "newobj",
     "patching_rect": [
      1400.0,
      68.0,
      170.0,
      22.0
     ],
     "text": "delay 200",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      ""
     ]
    }
   },
   {
    "box": {
     "id": "obj-11",
     "maxclass": "message",
     "patching_rect": [
      1580.0,
      68.0,
      170.0,
      22.0
     ],
     "text": "/state",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      ""
     ]
    }
   },
   {
    "box": {
     "id": "obj-12",
     "maxclass": "newobj",
     "patching_rect": [
      1760.0,
      68.0,
      170.0,
      22.0
     ],
     "text": "s reverie-out",
     "numinlets": 1,
     "numoutlets": 0,
     "outlettype": []
    }
   },
   {
    "box": {
     "id": "obj-13",
     "maxclass": "newobj",
     "patching_rect": [
      20.0,
      50.0,
      140.0,
      22.0
     ],
     "text": "p \"dream\"",
     "numinlets": 0,
     "numoutlets": 0,
     "patcher": {
      "fileversion": 1,
      "appversion": {
       "major": 8,
       "minor": 5,
       "revision": 0,
       "architecture": "x64",
       "modernui": 1
      },
      "classnamespace": "box",
      "rect": [
       80.0,
       100.0,
       1340.0,
       640.0
      ],
      "bglocked": 0,
      "openinpresentation": 0,
      "default_fontsize": 12.0,
      "default_fontname": "Arial",
      "gridsize": [
       15.0,
       15.0
      ],
      "boxes": [
       {
        "box": {
         "id": "obj-1",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          20.0,
          100.0,
          22.0
         ],
         "text": "prompt",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-2",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          20.0,
          170.0,
          22.0
         ],
         "text": "prepend /dream/prompt",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-3",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          20.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-4",
         "maxclass": "textedit",
         "patching_rect": [
          125.0,
          20.0,
          150.0,
          24.0
         ],
         "keymode": 1,
         "lines": 1,
         "numinlets": 1,
         "numoutlets": 4,
         "outlettype": [
          "",
          "int",
          "",
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-5",
         "maxclass": "newobj",
         "patching_rect": [
          1400.0,
          44.0,
          170.0,
          22.0
         ],
         "text": "route text",
         "numinlets": 2,
         "numoutlets": 2,
         "outlettype": [
          "",
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-6",
         "maxclass": "newobj",
         "patching_rect": [
          1580.0,
          44.0,
          170.0,
          22.0
         ],
         "text": "tosymbol",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-7",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          54.0,
          100.0,
          22.0
         ],
         "text": "negative",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-8",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          44.0,
          170.0,
          22.0
         ],
         "text": "prepend /dream/negative",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-9",
         "maxclass": "newobj",
         "patching_rect": [
          2120.0,
          44.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-10",
         "maxclass": "textedit",
         "patching_rect": [
          125.0,
          54.0,
          150.0,
          24.0
         ],
         "keymode": 1,
         "lines": 1,
         "numinlets": 1,
         "numoutlets": 4,
         "outlettype": [
          "",
          "int",
          "",
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-11",
         "maxclass": "newobj",
         "patching_rect": [
          1580.0,
          68.0,
          170.0,
          22.0
         ],
         "text": "route text",
         "numinlets": 2,
         "numoutlets": 2,
         "outlettype": [
          "",
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-12",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          68.0,
          170.0,
          22.0
         ],
         "text": "tosymbol",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-13",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          88.0,
          100.0,
          22.0
         ],
         "text": "seed",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-14",
         "maxclass": "newobj",
         "patching_rect": [
          2120.0,
          68.0,
          170.0,
          22.0
         ],
         "text": "prepend /dream/seed",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-15",
         "maxclass": "newobj",
         "patching_rect": [
          1400.0,
          92.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-16",
         "maxclass": "number",
         "patching_rect": [
          125.0,
          88.0,
          90.0,
          22.0
         ],
         "minimum": 0,
         "maximum": 2147483647,
         "numinlets": 1,
         "numoutlets": 2,
         "outlettype": [
          "",
          "bang"
         ]
        }
       },
       {
        "box": {
         "id": "obj-17",
         "maxclass": "comment",
         "patching_rect": [
          220.0,
          88.0,
          130.0,
          22.0
         ],
         "text": "0..2.14748e+09",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-18",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          122.0,
          100.0,
          22.0
         ],
         "text": "speed",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-19",
         "maxclass": "newobj",
         "patching_rect": [
          2120.0,
          92.0,
          170.0,
          22.0
         ],
         "text": "prepend /dream/speed",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-20",
         "maxclass": "newobj",
         "patching_rect": [
          1400.0,
          116.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-21",
         "maxclass": "flonum",
         "patching_rect": [
          125.0,
          122.0,
          90.0,
          22.0
         ],
         "minimum": -4.0,
         "maximum": 4.0,
         "numinlets": 1,
         "numoutlets": 2,
         "outlettype": [
          "",
          "bang"
         ]
        }
       },
       {
        "box": {
         "id": "obj-22",
         "maxclass": "comment",
         "patching_rect": [
          220.0,
          122.0,
          130.0,
          22.0
         ],
         "text": "-4..4",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-23",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          156.0,
          100.0,
          22.0
         ],
         "text": "leg",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-24",
         "maxclass": "newobj",
         "patching_rect": [
          2120.0,
          116.0,
          170.0,
          22.0
         ],
         "text": "prepend /dream/leg",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-25",
         "maxclass": "newobj",
         "patching_rect": [
          1400.0,
          140.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-26",
         "maxclass": "flonum",
         "patching_rect": [
          125.0,
          156.0,
          90.0,
          22.0
         ],
         "minimum": 0.5,
         "maximum": 120.0,
         "numinlets": 1,
         "numoutlets": 2,
         "outlettype": [
          "",
          "bang"
         ]
        }
       },
       {
        "box": {
         "id": "obj-27",
         "maxclass": "comment",
         "patching_rect": [
          220.0,
          156.0,
          130.0,
          22.0
         ],
         "text": "0.5..120 s",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-28",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          190.0,
          100.0,
          22.0
         ],
         "text": "leg beats",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-29",
         "maxclass": "newobj",
         "patching_rect": [
          2120.0,
          140.0,
          170.0,
          22.0
         ],
         "text": "prepend /dream/leg/beats",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-30",
         "maxclass": "newobj",
         "patching_rect": [
          1400.0,
          164.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-31",
         "maxclass": "flonum",
         "patching_rect": [
          125.0,
          190.0,
          90.0,
          22.0
         ],
         "minimum": 0.0,
         "maximum": 128.0,
         "numinlets": 1,
         "numoutlets": 2,
         "outlettype": [
          "",
          "bang"
         ]
        }
       },
       {
        "box": {
         "id": "obj-32",
         "maxclass": "comment",
         "patching_rect": [
          220.0,
          190.0,
          130.0,
          22.0
         ],
         "text": "0..128 beats",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-33",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          224.0,
          100.0,
          22.0
         ],
         "text": "method",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-34",
         "maxclass": "newobj",
         "patching_rect": [
          2120.0,
          164.0,
          170.0,
          22.0
         ],
         "text": "prepend /dream/method",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-35",
         "maxclass": "newobj",
         "patching_rect": [
          1400.0,
          188.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-36",
         "maxclass": "umenu",
         "patching_rect": [
          125.0,
          224.0,
          140.0,
          22.0
         ],
         "items": [
          "travel",
          ",",
          "walk",
          ",",
          "live",
          ",",
          "fly"
         ],
         "numinlets": 1,
         "numoutlets": 3,
         "outlettype": [
          "int",
          "",
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-37",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          258.0,
          100.0,
          22.0
         ],
         "text": "path",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-38",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          188.0,
          170.0,
          22.0
         ],
         "text": "prepend /dream/path",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-39",
         "maxclass": "newobj",
         "patching_rect": [
          2120.0,
          188.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-40",
         "maxclass": "umenu",
         "patching_rect": [
          125.0,
          258.0,
          140.0,
          22.0
         ],
         "items": [
          "slerp",
          ",",
          "lerp"
         ],
         "numinlets": 1,
         "numoutlets": 3,
         "outlettype": [
          "int",
          "",
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-41",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          292.0,
          100.0,
          22.0
         ],
         "text": "wander",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-42",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          212.0,
          170.0,
          22.0
         ],
         "text": "prepend /dream/wander",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-43",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          212.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-44",
         "maxclass": "toggle",
         "patching_rect": [
          125.0,
          292.0,
          22.0,
          22.0
         ],
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          "int"
         ]
        }
       },
       {
        "box": {
         "id": "obj-45",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          326.0,
          100.0,
          22.0
         ],
         "text": "variation",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-46",
         "maxclass": "newobj",
         "patching_rect": [
          1580.0,
          236.0,
          170.0,
          22.0
         ],
         "text": "prepend /dream/variation",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-47",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          236.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-48",
         "maxclass": "flonum",
         "patching_rect": [
          125.0,
          326.0,
          90.0,
          22.0
         ],
         "minimum": 0.0,
         "maximum": 1.0,
         "numinlets": 1,
         "numoutlets": 2,
         "outlettype": [
          "",
          "bang"
         ]
        }
       },
       {
        "box": {
         "id": "obj-49",
         "maxclass": "comment",
         "patching_rect": [
          220.0,
          326.0,
          130.0,
          22.0
         ],
         "text": "0..1",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-50",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          360.0,
          100.0,
          22.0
         ],
         "text": "steps",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-51",
         "maxclass": "newobj",
         "patching_rect": [
          1580.0,
          260.0,
          170.0,
          22.0
         ],
         "text": "prepend /dream/steps",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-52",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          260.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-53",
         "maxclass": "number",
         "patching_rect": [
          125.0,
          360.0,
          90.0,
          22.0
         ],
         "minimum": 1,
         "maximum": 50,
         "numinlets": 1,
         "numoutlets": 2,
         "outlettype": [
          "",
          "bang"
         ]
        }
       },
       {
        "box": {
         "id": "obj-54",
         "maxclass": "comment",
         "patching_rect": [
          220.0,
          360.0,
          130.0,
          22.0
         ],
         "text": "1..50",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-55",
         "maxclass": "message",
         "patching_rect": [
          355.0,
          360.0,
          40.0,
          22.0
         ],
         "text": "auto",
         "numinlets": 2,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-56",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          394.0,
          100.0,
          22.0
         ],
         "text": "guidance",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-57",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          284.0,
          170.0,
          22.0
         ],
         "text": "prepend /dream/guidance",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-58",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          284.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-59",
         "maxclass": "flonum",
         "patching_rect": [
          125.0,
          394.0,
          90.0,
          22.0
         ],
         "minimum": 0.0,
         "maximum": 20.0,
         "numinlets": 1,
         "numoutlets": 2,
         "outlettype": [
          "",
          "bang"
         ]
        }
       },
       {
        "box": {
         "id": "obj-60",
         "maxclass": "comment",
         "patching_rect": [
          220.0,
          394.0,
          130.0,
          22.0
         ],
         "text": "0..20",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-61",
         "maxclass": "message",
         "patching_rect": [
          355.0,
          394.0,
          40.0,
          22.0
         ],
         "text": "auto",
         "numinlets": 2,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-62",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          428.0,
          100.0,
          22.0
         ],
         "text": "detail",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-63",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          308.0,
          170.0,
          22.0
         ],
         "text": "prepend /dream/detail",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-64",
         "maxclass": "newobj",
         "patching_rect": [
          2120.0,
          308.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-65",
         "maxclass": "umenu",
         "patching_rect": [
          125.0,
          428.0,
          140.0,
          22.0
         ],
         "items": [
          "off",
          ",",
          "refine",
          ",",
          "demofusion"
         ],
         "numinlets": 1,
         "numoutlets": 3,
         "outlettype": [
          "int",
          "",
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-66",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          462.0,
          100.0,
          22.0
         ],
         "text": "detail scale",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-67",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          332.0,
          170.0,
          22.0
         ],
         "text": "prepend /dream/detail/scale",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-68",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          332.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-69",
         "maxclass": "flonum",
         "patching_rect": [
          125.0,
          462.0,
          90.0,
          22.0
         ],
         "minimum": 1.0,
         "maximum": 16.0,
         "numinlets": 1,
         "numoutlets": 2,
         "outlettype": [
          "",
          "bang"
         ]
        }
       },
       {
        "box": {
         "id": "obj-70",
         "maxclass": "comment",
         "patching_rect": [
          220.0,
          462.0,
          130.0,
          22.0
         ],
         "text": "1..16 x",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-71",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          496.0,
          100.0,
          22.0
         ],
         "text": "enlarge",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-72",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          356.0,
          170.0,
          22.0
         ],
         "text": "prepend /dream/enlarge",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-73",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          356.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-74",
         "maxclass": "textedit",
         "patching_rect": [
          125.0,
          496.0,
          150.0,
          24.0
         ],
         "keymode": 1,
         "lines": 1,
         "numinlets": 1,
         "numoutlets": 4,
         "outlettype": [
          "",
          "int",
          "",
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-75",
         "maxclass": "newobj",
         "patching_rect": [
          1400.0,
          380.0,
          170.0,
          22.0
         ],
         "text": "route text",
         "numinlets": 2,
         "numoutlets": 2,
         "outlettype": [
          "",
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-76",
         "maxclass": "newobj",
         "patching_rect": [
          1580.0,
          380.0,
          170.0,
          22.0
         ],
         "text": "tosymbol",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-77",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          530.0,
          100.0,
          22.0
         ],
         "text": "model",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-78",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          380.0,
          170.0,
          22.0
         ],
         "text": "prepend /dream/model",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-79",
         "maxclass": "newobj",
         "patching_rect": [
          2120.0,
          380.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-80",
         "maxclass": "textedit",
         "patching_rect": [
          125.0,
          530.0,
          150.0,
          24.0
         ],
         "keymode": 1,
         "lines": 1,
         "numinlets": 1,
         "numoutlets": 4,
         "outlettype": [
          "",
          "int",
          "",
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-81",
         "maxclass": "newobj",
         "patching_rect": [
          1580.0,
          404.0,
          170.0,
          22.0
         ],
         "text": "route text",
         "numinlets": 2,
         "numoutlets": 2,
         "outlettype": [
          "",
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-82",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          404.0,
          170.0,
          22.0
         ],
         "text": "tosymbol",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-83",
         "maxclass": "comment",
         "patching_rect": [
          440.0,
          20.0,
          100.0,
          22.0
         ],
         "text": "cast",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-84",
         "maxclass": "newobj",
         "patching_rect": [
          2120.0,
          404.0,
          170.0,
          22.0
         ],
         "text": "prepend /dream/cast",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-85",
         "maxclass": "newobj",
         "patching_rect": [
          1400.0,
          428.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-86",
         "maxclass": "textedit",
         "patching_rect": [
          545.0,
          20.0,
          150.0,
          24.0
         ],
         "keymode": 1,
         "lines": 1,
         "numinlets": 1,
         "numoutlets": 4,
         "outlettype": [
          "",
          "int",
          "",
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-87",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          428.0,
          170.0,
          22.0
         ],
         "text": "route text",
         "numinlets": 2,
         "numoutlets": 2,
         "outlettype": [
          "",
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-88",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          428.0,
          170.0,
          22.0
         ],
         "text": "tosymbol",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-89",
         "maxclass": "comment",
         "patching_rect": [
          440.0,
          54.0,
          100.0,
          22.0
         ],
         "text": "lora",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-90",
         "maxclass": "newobj",
         "patching_rect": [
          1400.0,
          452.0,
          170.0,
          22.0
         ],
         "text": "prepend /dream/lora",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-91",
         "maxclass": "newobj",
         "patching_rect": [
          1580.0,
          452.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-92",
         "maxclass": "textedit",
         "patching_rect": [
          545.0,
          54.0,
          150.0,
          24.0
         ],
         "keymode": 1,
         "lines": 1,
         "numinlets": 1,
         "numoutlets": 4,
         "outlettype": [
          "",
          "int",
          "",
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-93",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          452.0,
          170.0,
          22.0
         ],
         "text": "route text",
         "numinlets": 2,
         "numoutlets": 2,
         "outlettype": [
          "",
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-94",
         "maxclass": "newobj",
         "patching_rect": [
          2120.0,
          452.0,
          170.0,
          22.0
         ],
         "text": "tosymbol",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-95",
         "maxclass": "comment",
         "patching_rect": [
          440.0,
          88.0,
          100.0,
          22.0
         ],
         "text": "seed next",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-96",
         "maxclass": "newobj",
         "patching_rect": [
          1580.0,
          476.0,
          170.0,
          22.0
         ],
         "text": "prepend /dream/seed/next",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-97",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          476.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-98",
         "maxclass": "button",
         "patching_rect": [
          545.0,
          88.0,
          22.0,
          22.0
         ],
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          "bang"
         ]
        }
       },
       {
        "box": {
         "id": "obj-99",
         "maxclass": "message",
         "patching_rect": [
          2120.0,
          476.0,
          170.0,
          22.0
         ],
         "text": "/dream/seed/next",
         "numinlets": 2,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-100",
         "maxclass": "newobj",
         "patching_rect": [
          1400.0,
          500.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-101",
         "maxclass": "newobj",
         "patching_rect": [
          1580.0,
          500.0,
          170.0,
          22.0
         ],
         "text": "route /dream/prompt /dream/negative /dream/seed /dream/speed /dream/leg /dream/leg/beats /dream/method/index /dream/path/index /dream/wander /dream/variation /dream/steps /dream/guidance /dream/detail/index /dream/detail/scale /dream/enlarge /dream/model /dream/cast /dream/lora",
         "numinlets": 19,
         "numoutlets": 19,
         "outlettype": [
          "",
          "",
          "",
          "",
          "",
          "",
          "",
          "",
          "",
          "",
          "",
          "",
          "",
          "",
          "",
          "",
          "",
          "",
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-102",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          500.0,
          170.0,
          22.0
         ],
         "text": "r reverie-in",
         "numinlets": 0,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-103",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          500.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-104",
         "maxclass": "newobj",
         "patching_rect": [
          2120.0,
          500.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-105",
         "maxclass": "newobj",
         "patching_rect": [
          1400.0,
          524.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-106",
         "maxclass": "newobj",
         "patching_rect": [
          1580.0,
          524.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-107",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          524.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-108",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          524.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-109",
         "maxclass": "newobj",
         "patching_rect": [
          2120.0,
          524.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-110",
         "maxclass": "newobj",
         "patching_rect": [
          1400.0,
          548.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-111",
         "maxclass": "newobj",
         "patching_rect": [
          1580.0,
          548.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-112",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          548.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-113",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          548.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-114",
         "maxclass": "newobj",
         "patching_rect": [
          2120.0,
          548.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-115",
         "maxclass": "newobj",
         "patching_rect": [
          1400.0,
          572.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-116",
         "maxclass": "newobj",
         "patching_rect": [
          1580.0,
          572.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-117",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          572.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-118",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          572.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-119",
         "maxclass": "newobj",
         "patching_rect": [
          2120.0,
          572.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-120",
         "maxclass": "newobj",
         "patching_rect": [
          1400.0,
          596.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       }
      ],
      "lines": [
       {
        "patchline": {
         "source": [
          "obj-2",
          0
         ],
         "destination": [
          "obj-3",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-4",
          0
         ],
         "destination": [
          "obj-5",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-5",
          0
         ],
         "destination": [
          "obj-6",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-6",
          0
         ],
         "destination": [
          "obj-2",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-8",
          0
         ],
         "destination": [
          "obj-9",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-10",
          0
         ],
         "destination": [
          "obj-11",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-11",
          0
         ],
         "destination": [
          "obj-12",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-12",
          0
         ],
         "destination": [
          "obj-8",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-14",
          0
         ],
         "destination": [
          "obj-15",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-16",
          0
         ],
         "destination": [
          "obj-14",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-19",
          0
         ],
         "destination": [
          "obj-20",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-21",
          0
         ],
         "destination": [
          "obj-19",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-24",
          0
         ],
         "destination": [
          "obj-25",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-26",
          0
         ],
         "destination": [
          "obj-24",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-29",
          0
         ],
         "destination": [
          "obj-30",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-31",
          0
         ],
         "destination": [
          "obj-29",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-34",
          0
         ],
         "destination": [
          "obj-35",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-36",
          0
         ],
         "destination": [
          "obj-34",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-38",
          0
         ],
         "destination": [
          "obj-39",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-40",
          0
         ],
         "destination": [
          "obj-38",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-42",
          0
         ],
         "destination": [
          "obj-43",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-44",
          0
         ],
         "destination": [
          "obj-42",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-46",
          0
         ],
         "destination": [
          "obj-47",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-48",
          0
         ],
         "destination": [
          "obj-46",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-51",
          0
         ],
         "destination": [
          "obj-52",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-55",
          0
         ],
         "destination": [
          "obj-51",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-53",
          0
         ],
         "destination": [
          "obj-51",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-57",
          0
         ],
         "destination": [
          "obj-58",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-61",
          0
         ],
         "destination": [
          "obj-57",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-59",
          0
         ],
         "destination": [
          "obj-57",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-63",
          0
         ],
         "destination": [
          "obj-64",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-65",
          0
         ],
         "destination": [
          "obj-63",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-67",
          0
         ],
         "destination": [
          "obj-68",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-69",
          0
         ],
         "destination": [
          "obj-67",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-72",
          0
         ],
         "destination": [
          "obj-73",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-74",
          0
         ],
         "destination": [
          "obj-75",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-75",
          0
         ],
         "destination": [
          "obj-76",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-76",
          0
         ],
         "destination": [
          "obj-72",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-78",
          0
         ],
         "destination": [
          "obj-79",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-80",
          0
         ],
         "destination": [
          "obj-81",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-81",
          0
         ],
         "destination": [
          "obj-82",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-82",
          0
         ],
         "destination": [
          "obj-78",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-84",
          0
         ],
         "destination": [
          "obj-85",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-86",
          0
         ],
         "destination": [
          "obj-87",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-87",
          0
         ],
         "destination": [
          "obj-88",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-88",
          0
         ],
         "destination": [
          "obj-84",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-90",
          0
         ],
         "destination": [
          "obj-91",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-92",
          0
         ],
         "destination": [
          "obj-93",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-93",
          0
         ],
         "destination": [
          "obj-94",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-94",
          0
         ],
         "destination": [
          "obj-90",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-96",
          0
         ],
         "destination": [
          "obj-97",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-98",
          0
         ],
         "destination": [
          "obj-99",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-99",
          0
         ],
         "destination": [
          "obj-100",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-102",
          0
         ],
         "destination": [
          "obj-101",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-101",
          0
         ],
         "destination": [
          "obj-103",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-103",
          0
         ],
         "destination": [
          "obj-4",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-101",
          1
         ],
         "destination": [
          "obj-104",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-104",
          0
         ],
         "destination": [
          "obj-10",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-101",
          2
         ],
         "destination": [
          "obj-105",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-105",
          0
         ],
         "destination": [
          "obj-16",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-101",
          3
         ],
         "destination": [
          "obj-106",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-106",
          0
         ],
         "destination": [
          "obj-21",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-101",
          4
         ],
         "destination": [
          "obj-107",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-107",
          0
         ],
         "destination": [
          "obj-26",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-101",
          5
         ],
         "destination": [
          "obj-108",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-108",
          0
         ],
         "destination": [
          "obj-31",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-101",
          6
         ],
         "destination": [
          "obj-109",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-109",
          0
         ],
         "destination": [
          "obj-36",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-101",
          7
         ],
         "destination": [
          "obj-110",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-110",
          0
         ],
         "destination": [
          "obj-40",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-101",
          8
         ],
         "destination": [
          "obj-111",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-111",
          0
         ],
         "destination": [
          "obj-44",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-101",
          9
         ],
         "destination": [
          "obj-112",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-112",
          0
         ],
         "destination": [
          "obj-48",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-101",
          10
         ],
         "destination": [
          "obj-113",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-113",
          0
         ],
         "destination": [
          "obj-53",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-101",
          11
         ],
         "destination": [
          "obj-114",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-114",
          0
         ],
         "destination": [
          "obj-59",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-101",
          12
         ],
         "destination": [
          "obj-115",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-115",
          0
         ],
         "destination": [
          "obj-65",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-101",
          13
         ],
         "destination": [
          "obj-116",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-116",
          0
         ],
         "destination": [
          "obj-69",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-101",
          14
         ],
         "destination": [
          "obj-117",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-117",
          0
         ],
         "destination": [
          "obj-74",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-101",
          15
         ],
         "destination": [
          "obj-118",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-118",
          0
         ],
         "destination": [
          "obj-80",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-101",
          16
         ],
         "destination": [
          "obj-119",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-119",
          0
         ],
         "destination": [
          "obj-86",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-101",
          17
         ],
         "destination": [
          "obj-120",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-120",
          0
         ],
         "destination": [
          "obj-92",
          0
         ]
        }
       }
      ]
     }
    }
   },
   {
    "box": {
     "id": "obj-14",
     "maxclass": "newobj",
     "patching_rect": [
      170.0,
      50.0,
      140.0,
      22.0
     ],
     "text": "p \"deck\"",
     "numinlets": 0,
     "numoutlets": 0,
     "patcher": {
      "fileversion": 1,
      "appversion": {
       "major": 8,
       "minor": 5,
       "revision": 0,
       "architecture": "x64",
       "modernui": 1
      },
      "classnamespace": "box",
      "rect": [
       80.0,
       100.0,
       1340.0,
       640.0
      ],
      "bglocked": 0,
      "openinpresentation": 0,
      "default_fontsize": 12.0,
      "default_fontname": "Arial",
      "gridsize": [
       15.0,
       15.0
      ],
      "boxes": [
       {
        "box": {
         "id": "obj-1",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          20.0,
          100.0,
          22.0
         ],
         "text": "a",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-2",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          20.0,
          170.0,
          22.0
         ],
         "text": "prepend /deck/a",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-3",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          20.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-4",
         "maxclass": "textedit",
         "patching_rect": [
          125.0,
          20.0,
          150.0,
          24.0
         ],
         "keymode": 1,
         "lines": 1,
         "numinlets": 1,
         "numoutlets": 4,
         "outlettype": [
          "",
          "int",
          "",
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-5",
         "maxclass": "newobj",
         "patching_rect": [
          1400.0,
          44.0,
          170.0,
          22.0
         ],
         "text": "route text",
         "numinlets": 2,
         "numoutlets": 2,
         "outlettype": [
          "",
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-6",
         "maxclass": "newobj",
         "patching_rect": [
          1580.0,
          44.0,
          170.0,
          22.0
         ],
         "text": "tosymbol",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-7",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          54.0,
          100.0,
          22.0
         ],
         "text": "b",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-8",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          44.0,
          170.0,
          22.0
         ],
         "text": "prepend /deck/b",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-9",
         "maxclass": "newobj",
         "patching_rect": [
          2120.0,
          44.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-10",
         "maxclass": "textedit",
         "patching_rect": [
          125.0,
          54.0,
          150.0,
          24.0
         ],
         "keymode": 1,
         "lines": 1,
         "numinlets": 1,
         "numoutlets": 4,
         "outlettype": [
          "",
          "int",
          "",
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-11",
         "maxclass": "newobj",
         "patching_rect": [
          1580.0,
          68.0,
          170.0,
          22.0
         ],
         "text": "route text",
         "numinlets": 2,
         "numoutlets": 2,
         "outlettype": [
          "",
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-12",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          68.0,
          170.0,
          22.0
         ],
         "text": "tosymbol",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-13",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          88.0,
          100.0,
          22.0
         ],
         "text": "mix",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-14",
         "maxclass": "newobj",
         "patching_rect": [
          2120.0,
          68.0,
          170.0,
          22.0
         ],
         "text": "prepend /deck/mix",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-15",
         "maxclass": "newobj",
         "patching_rect": [
          1400.0,
          92.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-16",
         "maxclass": "flonum",
         "patching_rect": [
          125.0,
          88.0,
          90.0,
          22.0
         ],
         "minimum": 0.0,
         "maximum": 1.0,
         "numinlets": 1,
         "numoutlets": 2,
         "outlettype": [
          "",
          "bang"
         ]
        }
       },
       {
        "box": {
         "id": "obj-17",
         "maxclass": "comment",
         "patching_rect": [
          220.0,
          88.0,
          130.0,
          22.0
         ],
         "text": "0..1",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-18",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          92.0,
          170.0,
          22.0
         ],
         "text": "route /deck/a /deck/b /deck/mix",
         "numinlets": 4,
         "numoutlets": 4,
         "outlettype": [
          "",
          "",
          "",
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-19",
         "maxclass": "newobj",
         "patching_rect": [
          2120.0,
          92.0,
          170.0,
          22.0
         ],
         "text": "r reverie-in",
         "numinlets": 0,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-20",
         "maxclass": "newobj",
         "patching_rect": [
          1400.0,
          116.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-21",
         "maxclass": "newobj",
         "patching_rect": [
          1580.0,
          116.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-22",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          116.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       }
      ],
      "lines": [
       {
        "patchline": {
         "source": [
          "obj-2",
          0
         ],
         "destination": [
          "obj-3",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-4",
          0
         ],
         "destination": [
          "obj-5",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-5",
          0
         ],
         "destination": [
          "obj-6",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-6",
          0
         ],
         "destination": [
          "obj-2",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-8",
          0
         ],
         "destination": [
          "obj-9",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-10",
          0
         ],
         "destination": [
          "obj-11",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-11",
          0
         ],
         "destination": [
          "obj-12",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-12",
          0
         ],
         "destination": [
          "obj-8",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-14",
          0
         ],
         "destination": [
          "obj-15",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-16",
          0
         ],
         "destination": [
          "obj-14",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-19",
          0
         ],
         "destination": [
          "obj-18",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-18",
          0
         ],
         "destination": [
          "obj-20",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-20",
          0
         ],
         "destination": [
          "obj-4",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-18",
          1
         ],
         "destination": [
          "obj-21",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-21",
          0
         ],
         "destination": [
          "obj-10",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-18",
          2
         ],
         "destination": [
          "obj-22",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-22",
          0
         ],
         "destination": [
          "obj-16",
          0
         ]
        }
       }
      ]
     }
    }
   },
   {
    "box": {
     "id": "obj-15",
     "maxclass": "newobj",
     "patching_rect": [
      320.0,
      50.0,
      140.0,
      22.0
     ],
     "text": "p \"live\"",
     "numinlets": 0,
     "numoutlets": 0,
     "patcher": {
      "fileversion": 1,
      "appversion": {
       "major": 8,
       "minor": 5,
       "revision": 0,
       "architecture": "x64",
       "modernui": 1
      },
      "classnamespace": "box",
      "rect": [
       80.0,
       100.0,
       1340.0,
       640.0
      ],
      "bglocked": 0,
      "openinpresentation": 0,
      "default_fontsize": 12.0,
      "default_fontname": "Arial",
      "gridsize": [
       15.0,
       15.0
      ],
      "boxes": [
       {
        "box": {
         "id": "obj-1",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          20.0,
          100.0,
          22.0
         ],
         "text": "input",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-2",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          20.0,
          170.0,
          22.0
         ],
         "text": "prepend /live/input",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-3",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          20.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-4",
         "maxclass": "textedit",
         "patching_rect": [
          125.0,
          20.0,
          150.0,
          24.0
         ],
         "keymode": 1,
         "lines": 1,
         "numinlets": 1,
         "numoutlets": 4,
         "outlettype": [
          "",
          "int",
          "",
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-5",
         "maxclass": "newobj",
         "patching_rect": [
          1400.0,
          44.0,
          170.0,
          22.0
         ],
         "text": "route text",
         "numinlets": 2,
         "numoutlets": 2,
         "outlettype": [
          "",
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-6",
         "maxclass": "newobj",
         "patching_rect": [
          1580.0,
          44.0,
          170.0,
          22.0
         ],
         "text": "tosymbol",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-7",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          54.0,
          100.0,
          22.0
         ],
         "text": "mirror",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-8",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          44.0,
          170.0,
          22.0
         ],
         "text": "prepend /live/mirror",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-9",
         "maxclass": "newobj",
         "patching_rect": [
          2120.0,
          44.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-10",
         "maxclass": "toggle",
         "patching_rect": [
          125.0,
          54.0,
          22.0,
          22.0
         ],
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          "int"
         ]
        }
       },
       {
        "box": {
         "id": "obj-11",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          88.0,
          100.0,
          22.0
         ],
         "text": "strength",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-12",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          68.0,
          170.0,
          22.0
         ],
         "text": "prepend /live/strength",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-13",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          68.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-14",
         "maxclass": "flonum",
         "patching_rect": [
          125.0,
          88.0,
          90.0,
          22.0
         ],
         "minimum": 0.02,
         "maximum": 1.0,
         "numinlets": 1,
         "numoutlets": 2,
         "outlettype": [
          "",
          "bang"
         ]
        }
       },
       {
        "box": {
         "id": "obj-15",
         "maxclass": "comment",
         "patching_rect": [
          220.0,
          88.0,
          130.0,
          22.0
         ],
         "text": "0.02..1",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-16",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          122.0,
          100.0,
          22.0
         ],
         "text": "steps",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-17",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          92.0,
          170.0,
          22.0
         ],
         "text": "prepend /live/steps",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-18",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          92.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-19",
         "maxclass": "textedit",
         "patching_rect": [
          125.0,
          122.0,
          150.0,
          24.0
         ],
         "keymode": 1,
         "lines": 1,
         "numinlets": 1,
         "numoutlets": 4,
         "outlettype": [
          "",
          "int",
          "",
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-20",
         "maxclass": "newobj",
         "patching_rect": [
          1400.0,
          116.0,
          170.0,
          22.0
         ],
         "text": "route text",
         "numinlets": 2,
         "numoutlets": 2,
         "outlettype": [
          "",
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-21",
         "maxclass": "newobj",
         "patching_rect": [
          1580.0,
          116.0,
          170.0,
          22.0
         ],
         "text": "tosymbol",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-22",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          156.0,
          100.0,
          22.0
         ],
         "text": "cfg",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-23",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          116.0,
          170.0,
          22.0
         ],
         "text": "prepend /live/cfg",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-24",
         "maxclass": "newobj",
         "patching_rect": [
          2120.0,
          116.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-25",
         "maxclass": "umenu",
         "patching_rect": [
          125.0,
          156.0,
          140.0,
          22.0
         ],
         "items": [
          "none",
          ",",
          "full",
          ",",
          "self",
          ",",
          "onetime"
         ],
         "numinlets": 1,
         "numoutlets": 3,
         "outlettype": [
          "int",
          "",
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-26",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          190.0,
          100.0,
          22.0
         ],
         "text": "guidance",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-27",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          140.0,
          170.0,
          22.0
         ],
         "text": "prepend /live/guidance",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-28",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          140.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-29",
         "maxclass": "flonum",
         "patching_rect": [
          125.0,
          190.0,
          90.0,
          22.0
         ],
         "minimum": 0.0,
         "maximum": 20.0,
         "numinlets": 1,
         "numoutlets": 2,
         "outlettype": [
          "",
          "bang"
         ]
        }
       },
       {
        "box": {
         "id": "obj-30",
         "maxclass": "comment",
         "patching_rect": [
          220.0,
          190.0,
          130.0,
          22.0
         ],
         "text": "0..20",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-31",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          224.0,
          100.0,
          22.0
         ],
         "text": "delta",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-32",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          164.0,
          170.0,
          22.0
         ],
         "text": "prepend /live/delta",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-33",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          164.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-34",
         "maxclass": "flonum",
         "patching_rect": [
          125.0,
          224.0,
          90.0,
          22.0
         ],
         "minimum": 0.0,
         "maximum": 2.0,
         "numinlets": 1,
         "numoutlets": 2,
         "outlettype": [
          "",
          "bang"
         ]
        }
       },
       {
        "box": {
         "id": "obj-35",
         "maxclass": "comment",
         "patching_rect": [
          220.0,
          224.0,
          130.0,
          22.0
         ],
         "text": "0..2",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-36",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          258.0,
          100.0,
          22.0
         ],
         "text": "filter",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-37",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          188.0,
          170.0,
          22.0
         ],
         "text": "prepend /live/filter",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-38",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          188.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-39",
         "maxclass": "flonum",
         "patching_rect": [
          125.0,
          258.0,
          90.0,
          22.0
         ],
         "minimum": 0.0,
         "maximum": 1.0,
         "numinlets": 1,
         "numoutlets": 2,
         "outlettype": [
          "",
          "bang"
         ]
        }
       },
       {
        "box": {
         "id": "obj-40",
         "maxclass": "comment",
         "patching_rect": [
          220.0,
          258.0,
          130.0,
          22.0
         ],
         "text": "0..1",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-41",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          292.0,
          100.0,
          22.0
         ],
         "text": "filter skips",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-42",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          212.0,
          170.0,
          22.0
         ],
         "text": "prepend /live/filter/skips",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-43",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          212.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-44",
         "maxclass": "number",
         "patching_rect": [
          125.0,
          292.0,
          90.0,
          22.0
         ],
         "minimum": 1,
         "maximum": 300,
         "numinlets": 1,
         "numoutlets": 2,
         "outlettype": [
          "",
          "bang"
         ]
        }
       },
       {
        "box": {
         "id": "obj-45",
         "maxclass": "comment",
         "patching_rect": [
          220.0,
          292.0,
          130.0,
          22.0
         ],
         "text": "1..300",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-46",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          326.0,
          100.0,
          22.0
         ],
         "text": "glide",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-47",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          236.0,
          170.0,
          22.0
         ],
         "text": "prepend /live/glide",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-48",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          236.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-49",
         "maxclass": "flonum",
         "patching_rect": [
          125.0,
          326.0,
          90.0,
          22.0
         ],
         "minimum": 0.0,
         "maximum": 30.0,
         "numinlets": 1,
         "numoutlets": 2,
         "outlettype": [
          "",
          "bang"
         ]
        }
       },
       {
        "box": {
         "id": "obj-50",
         "maxclass": "comment",
         "patching_rect": [
          220.0,
          326.0,
          130.0,
          22.0
         ],
         "text": "0..30 s",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-51",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          360.0,
          100.0,
          22.0
         ],
         "text": "flow",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-52",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          260.0,
          170.0,
          22.0
         ],
         "text": "prepend /live/flow",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-53",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          260.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-54",
         "maxclass": "flonum",
         "patching_rect": [
          125.0,
          360.0,
          90.0,
          22.0
         ],
         "minimum": 0.0,
         "maximum": 1.0,
         "numinlets": 1,
         "numoutlets": 2,
         "outlettype": [
          "",
          "bang"
         ]
        }
       },
       {
        "box": {
         "id": "obj-55",
         "maxclass": "comment",
         "patching_rect": [
          220.0,
          360.0,
          130.0,
          22.0
         ],
         "text": "0..1",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-56",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          394.0,
          100.0,
          22.0
         ],
         "text": "steady",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-57",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          284.0,
          170.0,
          22.0
         ],
         "text": "prepend /live/steady",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-58",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          284.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-59",
         "maxclass": "flonum",
         "patching_rect": [
          125.0,
          394.0,
          90.0,
          22.0
         ],
         "minimum": 0.0,
         "maximum": 1.0,
         "numinlets": 1,
         "numoutlets": 2,
         "outlettype": [
          "",
          "bang"
         ]
        }
       },
       {
        "box": {
         "id": "obj-60",
         "maxclass": "comment",
         "patching_rect": [
          220.0,
          394.0,
          130.0,
          22.0
         ],
         "text": "0..1",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-61",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          428.0,
          100.0,
          22.0
         ],
         "text": "feedback",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-62",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          308.0,
          170.0,
          22.0
         ],
         "text": "prepend /live/feedback",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-63",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          308.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-64",
         "maxclass": "flonum",
         "patching_rect": [
          125.0,
          428.0,
          90.0,
          22.0
         ],
         "minimum": 0.0,
         "maximum": 0.95,
         "numinlets": 1,
         "numoutlets": 2,
         "outlettype": [
          "",
          "bang"
         ]
        }
       },
       {
        "box": {
         "id": "obj-65",
         "maxclass": "comment",
         "patching_rect": [
          220.0,
          428.0,
          130.0,
          22.0
         ],
         "text": "0..0.95",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-66",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          462.0,
          100.0,
          22.0
         ],
         "text": "feedback zoom",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-67",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          332.0,
          170.0,
          22.0
         ],
         "text": "prepend /live/feedback/zoom",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-68",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          332.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-69",
         "maxclass": "flonum",
         "patching_rect": [
          125.0,
          462.0,
          90.0,
          22.0
         ],
         "minimum": 0.8,
         "maximum": 1.25,
         "numinlets": 1,
         "numoutlets": 2,
         "outlettype": [
          "",
          "bang"
         ]
        }
       },
       {
        "box": {
         "id": "obj-70",
         "maxclass": "comment",
         "patching_rect": [
          220.0,
          462.0,
          130.0,
          22.0
         ],
         "text": "0.8..1.25 x",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-71",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          496.0,
          100.0,
          22.0
         ],
         "text": "feedback rotate",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-72",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          356.0,
          170.0,
          22.0
         ],
         "text": "prepend /live/feedback/rotate",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-73",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          356.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-74",
         "maxclass": "flonum",
         "patching_rect": [
          125.0,
          496.0,
          90.0,
          22.0
         ],
         "minimum": -15.0,
         "maximum": 15.0,
         "numinlets": 1,
         "numoutlets": 2,
         "outlettype": [
          "",
          "bang"
         ]
        }
       },
       {
        "box": {
         "id": "obj-75",
         "maxclass": "comment",
         "patching_rect": [
          220.0,
          496.0,
          130.0,
          22.0
         ],
         "text": "-15..15 deg",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-76",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          530.0,
          100.0,
          22.0
         ],
         "text": "feedback x",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-77",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          380.0,
          170.0,
          22.0
         ],
         "text": "prepend /live/feedback/x",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-78",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          380.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-79",
         "maxclass": "flonum",
         "patching_rect": [
          125.0,
          530.0,
          90.0,
          22.0
         ],
         "minimum": -0.1,
         "maximum": 0.1,
         "numinlets": 1,
         "numoutlets": 2,
         "outlettype": [
          "",
          "bang"
         ]
        }
       },
       {
        "box": {
         "id": "obj-80",
         "maxclass": "comment",
         "patching_rect": [
          220.0,
          530.0,
          130.0,
          22.0
         ],
         "text": "-0.1..0.1",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-81",
         "maxclass": "comment",
         "patching_rect": [
          440.0,
          20.0,
          100.0,
          22.0
         ],
         "text": "feedback y",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-82",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          404.0,
          170.0,
          22.0
         ],
         "text": "prepend /live/feedback/y",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-83",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          404.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-84",
         "maxclass": "flonum",
         "patching_rect": [
          545.0,
          20.0,
          90.0,
          22.0
         ],
         "minimum": -0.1,
         "maximum": 0.1,
         "numinlets": 1,
         "numoutlets": 2,
         "outlettype": [
          "",
          "bang"
         ]
        }
       },
       {
        "box": {
         "id": "obj-85",
         "maxclass": "comment",
         "patching_rect": [
          640.0,
          20.0,
          130.0,
          22.0
         ],
         "text": "-0.1..0.1",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-86",
         "maxclass": "comment",
         "patching_rect": [
          440.0,
          54.0,
          100.0,
          22.0
         ],
         "text": "control",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-87",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          428.0,
          170.0,
          22.0
         ],
         "text": "prepend /live/control",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-88",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          428.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-89",
         "maxclass": "textedit",
         "patching_rect": [
          545.0,
          54.0,
          150.0,
          24.0
         ],
         "keymode": 1,
         "lines": 1,
         "numinlets": 1,
         "numoutlets": 4,
         "outlettype": [
          "",
          "int",
          "",
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-90",
         "maxclass": "newobj",
         "patching_rect": [
          1400.0,
          452.0,
          170.0,
          22.0
         ],
         "text": "route text",
         "numinlets": 2,
         "numoutlets": 2,
         "outlettype": [
          "",
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-91",
         "maxclass": "newobj",
         "patching_rect": [
          1580.0,
          452.0,
          170.0,
          22.0
         ],
         "text": "tosymbol",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-92",
         "maxclass": "comment",
         "patching_rect": [
          440.0,
          88.0,
          100.0,
          22.0
         ],
         "text": "control kind",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-93",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          452.0,
          170.0,
          22.0
         ],
         "text": "prepend /live/control/kind",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-94",
         "maxclass": "newobj",
         "patching_rect": [
          2120.0,
          452.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-95",
         "maxclass": "umenu",
         "patching_rect": [
          545.0,
          88.0,
          140.0,
          22.0
         ],
         "items": [
          "canny",
          ",",
          "soft",
          ",",
          "scribble",
          ",",
          "picture",
          ",",
          "depth",
          ",",
          "pose",
          ",",
          "segmentation"
         ],
         "numinlets": 1,
         "numoutlets": 3,
         "outlettype": [
          "int",
          "",
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-96",
         "maxclass": "comment",
         "patching_rect": [
          440.0,
          122.0,
          100.0,
          22.0
         ],
         "text": "control scale",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-97",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          476.0,
          170.0,
          22.0
         ],
         "text": "prepend /live/control/scale",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-98",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          476.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-99",
         "maxclass": "flonum",
         "patching_rect": [
          545.0,
          122.0,
          90.0,
          22.0
         ],
         "minimum": 0.0,
         "maximum": 2.0,
         "numinlets": 1,
         "numoutlets": 2,
         "outlettype": [
          "",
          "bang"
         ]
        }
       },
       {
        "box": {
         "id": "obj-100",
         "maxclass": "comment",
         "patching_rect": [
          640.0,
          122.0,
          130.0,
          22.0
         ],
         "text": "0..2",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-101",
         "maxclass": "comment",
         "patching_rect": [
          440.0,
          156.0,
          100.0,
          22.0
         ],
         "text": "control 2",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-102",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          500.0,
          170.0,
          22.0
         ],
         "text": "prepend /live/control/2",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-103",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          500.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-104",
         "maxclass": "textedit",
         "patching_rect": [
          545.0,
          156.0,
          150.0,
          24.0
         ],
         "keymode": 1,
         "lines": 1,
         "numinlets": 1,
         "numoutlets": 4,
         "outlettype": [
          "",
          "int",
          "",
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-105",
         "maxclass": "newobj",
         "patching_rect": [
          1400.0,
          524.0,
          170.0,
          22.0
         ],
         "text": "route text",
         "numinlets": 2,
         "numoutlets": 2,
         "outlettype": [
          "",
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-106",
         "maxclass": "newobj",
         "patching_rect": [
          1580.0,
          524.0,
          170.0,
          22.0
         ],
         "text": "tosymbol",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-107",
         "maxclass": "comment",
         "patching_rect": [
          440.0,
          190.0,
          100.0,
          22.0
         ],
         "text": "control 2 kind",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-108",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          524.0,
          170.0,
          22.0
         ],
         "text": "prepend /live/control/2/kind",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-109",
         "maxclass": "newobj",
         "patching_rect": [
          2120.0,
          524.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-110",
         "maxclass": "umenu",
         "patching_rect": [
          545.0,
          190.0,
          140.0,
          22.0
         ],
         "items": [
          "canny",
          ",",
          "soft",
          ",",
          "scribble",
          ",",
          "picture",
          ",",
          "depth",
          ",",
          "pose",
          ",",
          "segmentation"
         ],
         "numinlets": 1,
         "numoutlets": 3,
         "outlettype": [
          "int",
          "",
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-111",
         "maxclass": "comment",
         "patching_rect": [
          440.0,
          224.0,
          100.0,
          22.0
         ],
         "text": "control 2 scale",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-112",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          548.0,
          170.0,
          22.0
         ],
         "text": "prepend /live/control/2/scale",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-113",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          548.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-114",
         "maxclass": "flonum",
         "patching_rect": [
          545.0,
          224.0,
          90.0,
          22.0
         ],
         "minimum": 0.0,
         "maximum": 2.0,
         "numinlets": 1,
         "numoutlets": 2,
         "outlettype": [
          "",
          "bang"
         ]
        }
       },
       {
        "box": {
         "id": "obj-115",
         "maxclass": "comment",
         "patching_rect": [
          640.0,
          224.0,
          130.0,
          22.0
         ],
         "text": "0..2",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-116",
         "maxclass": "comment",
         "patching_rect": [
          440.0,
          258.0,
          100.0,
          22.0
         ],
         "text": "control 3",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-117",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          572.0,
          170.0,
          22.0
         ],
         "text": "prepend /live/control/3",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-118",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          572.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-119",
         "maxclass": "textedit",
         "patching_rect": [
          545.0,
          258.0,
          150.0,
          24.0
         ],
         "keymode": 1,
         "lines": 1,
         "numinlets": 1,
         "numoutlets": 4,
         "outlettype": [
          "",
          "int",
          "",
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-120",
         "maxclass": "newobj",
         "patching_rect": [
          1400.0,
          596.0,
          170.0,
          22.0
         ],
         "text": "route text",
         "numinlets": 2,
         "numoutlets": 2,
         "outlettype": [
          "",
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-121",
         "maxclass": "newobj",
         "patching_rect": [
          1580.0,
          596.0,
          170.0,
          22.0
         ],
         "text": "tosymbol",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-122",
         "maxclass": "comment",
         "patching_rect": [
          440.0,
          292.0,
          100.0,
          22.0
         ],
         "text": "control 3 kind",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-123",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          596.0,
          170.0,
          22.0
         ],
         "text": "prepend /live/control/3/kind",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-124",
         "maxclass": "newobj",
         "patching_rect": [
          2120.0,
          596.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-125",
         "maxclass": "umenu",
         "patching_rect": [
          545.0,
          292.0,
          140.0,
          22.0
         ],
         "items": [
          "canny",
          ",",
          "soft",
          ",",
          "scribble",
          ",",
          "picture",
          ",",
          "depth",
          ",",
          "pose",
          ",",
          "segmentation"
         ],
         "numinlets": 1,
         "numoutlets": 3,
         "outlettype": [
          "int",
          "",
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-126",
         "maxclass": "comment",
         "patching_rect": [
          440.0,
          326.0,
          100.0,
          22.0
         ],
         "text": "control 3 scale",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-127",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          620.0,
          170.0,
          22.0
         ],
         "text": "prepend /live/control/3/scale",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-128",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          620.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-129",
         "maxclass": "flonum",
         "patching_rect": [
          545.0,
          326.0,
          90.0,
          22.0
         ],
         "minimum": 0.0,
         "maximum": 2.0,
         "numinlets": 1,
         "numoutlets": 2,
         "outlettype": [
          "",
          "bang"
         ]
        }
       },
       {
        "box": {
         "id": "obj-130",
         "maxclass": "comment",
         "patching_rect": [
          640.0,
          326.0,
          130.0,
          22.0
         ],
         "text": "0..2",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-131",
         "maxclass": "comment",
         "patching_rect": [
          440.0,
          360.0,
          100.0,
          22.0
         ],
         "text": "mask",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-132",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          644.0,
          170.0,
          22.0
         ],
         "text": "prepend /live/mask",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-133",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          644.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-134",
         "maxclass": "umenu",
         "patching_rect": [
          545.0,
          360.0,
          140.0,
          22.0
         ],
         "items": [
          "off",
          ",",
          "luma",
          ",",
          "segmentation",
          ",",
          "file"
         ],
         "numinlets": 1,
         "numoutlets": 3,
         "outlettype": [
          "int",
          "",
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-135",
         "maxclass": "comment",
         "patching_rect": [
          440.0,
          394.0,
          100.0,
          22.0
         ],
         "text": "mask luma",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-136",
         "maxclass": "newobj",
         "patching_rect": [
          1580.0,
          668.0,
          170.0,
          22.0
         ],
         "text": "prepend /live/mask/luma",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-137",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          668.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-138",
         "maxclass": "flonum",
         "patching_rect": [
          545.0,
          394.0,
          90.0,
          22.0
         ],
         "minimum": 0.0,
         "maximum": 1.0,
         "numinlets": 1,
         "numoutlets": 2,
         "outlettype": [
          "",
          "bang"
         ]
        }
       },
       {
        "box": {
         "id": "obj-139",
         "maxclass": "comment",
         "patching_rect": [
          640.0,
          394.0,
          130.0,
          22.0
         ],
         "text": "0..1",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-140",
         "maxclass": "comment",
         "patching_rect": [
          440.0,
          428.0,
          100.0,
          22.0
         ],
         "text": "mask class",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-141",
         "maxclass": "newobj",
         "patching_rect": [
          1580.0,
          692.0,
          170.0,
          22.0
         ],
         "text": "prepend /live/mask/class",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-142",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          692.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-143",
         "maxclass": "textedit",
         "patching_rect": [
          545.0,
          428.0,
          150.0,
          24.0
         ],
         "keymode": 1,
         "lines": 1,
         "numinlets": 1,
         "numoutlets": 4,
         "outlettype": [
          "",
          "int",
          "",
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-144",
         "maxclass": "newobj",
         "patching_rect": [
          2120.0,
          692.0,
          170.0,
          22.0
         ],
         "text": "route text",
         "numinlets": 2,
         "numoutlets": 2,
         "outlettype": [
          "",
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-145",
         "maxclass": "newobj",
         "patching_rect": [
          1400.0,
          716.0,
          170.0,
          22.0
         ],
         "text": "tosymbol",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-146",
         "maxclass": "comment",
         "patching_rect": [
          440.0,
          462.0,
          100.0,
          22.0
         ],
         "text": "mask file",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-147",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          716.0,
          170.0,
          22.0
         ],
         "text": "prepend /live/mask/file",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-148",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          716.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-149",
         "maxclass": "textedit",
         "patching_rect": [
          545.0,
          462.0,
          150.0,
          24.0
         ],
         "keymode": 1,
         "lines": 1,
         "numinlets": 1,
         "numoutlets": 4,
         "outlettype": [
          "",
          "int",
          "",
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-150",
         "maxclass": "newobj",
         "patching_rect": [
          1400.0,
          740.0,
          170.0,
          22.0
         ],
         "text": "route text",
         "numinlets": 2,
         "numoutlets": 2,
         "outlettype": [
          "",
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-151",
         "maxclass": "newobj",
         "patching_rect": [
          1580.0,
          740.0,
          170.0,
          22.0
         ],
         "text": "tosymbol",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-152",
         "maxclass": "comment",
         "patching_rect": [
          440.0,
          496.0,
          100.0,
          22.0
         ],
         "text": "mask invert",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-153",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          740.0,
          170.0,
          22.0
         ],
         "text": "prepend /live/mask/invert",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-154",
         "maxclass": "newobj",
         "patching_rect": [
          2120.0,
          740.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-155",
         "maxclass": "toggle",
         "patching_rect": [
          545.0,
          496.0,
          22.0,
          22.0
         ],
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          "int"
         ]
        }
       },
       {
        "box": {
         "id": "obj-156",
         "maxclass": "comment",
         "patching_rect": [
          440.0,
          530.0,
          100.0,
          22.0
         ],
         "text": "mask soft",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-157",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          764.0,
          170.0,
          22.0
         ],
         "text": "prepend /live/mask/soft",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-158",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          764.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-159",
         "maxclass": "flonum",
         "patching_rect": [
          545.0,
          530.0,
          90.0,
          22.0
         ],
         "minimum": 0.0,
         "maximum": 0.5,
         "numinlets": 1,
         "numoutlets": 2,
         "outlettype": [
          "",
          "bang"
         ]
        }
       },
       {
        "box": {
         "id": "obj-160",
         "maxclass": "comment",
         "patching_rect": [
          640.0,
          530.0,
          130.0,
          22.0
         ],
         "text": "0..0.5",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-161",
         "maxclass": "comment",
         "patching_rect": [
          860.0,
          20.0,
          100.0,
          22.0
         ],
         "text": "reference",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-162",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          788.0,
          170.0,
          22.0
         ],
         "text": "prepend /live/reference",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-163",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          788.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-164",
         "maxclass": "textedit",
         "patching_rect": [
          965.0,
          20.0,
          150.0,
          24.0
         ],
         "keymode": 1,
         "lines": 1,
         "numinlets": 1,
         "numoutlets": 4,
         "outlettype": [
          "",
          "int",
          "",
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-165",
         "maxclass": "newobj",
         "patching_rect": [
          1400.0,
          812.0,
          170.0,
          22.0
         ],
         "text": "route text",
         "numinlets": 2,
         "numoutlets": 2,
         "outlettype": [
          "",
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-166",
         "maxclass": "newobj",
         "patching_rect": [
          1580.0,
          812.0,
          170.0,
          22.0
         ],
         "text": "tosymbol",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-167",
         "maxclass": "comment",
         "patching_rect": [
          860.0,
          54.0,
          100.0,
          22.0
         ],
         "text": "reference scale",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-168",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          812.0,
          170.0,
          22.0
         ],
         "text": "prepend /live/reference/scale",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-169",
         "maxclass": "newobj",
         "patching_rect": [
          2120.0,
          812.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-170",
         "maxclass": "flonum",
         "patching_rect": [
          965.0,
          54.0,
          90.0,
          22.0
         ],
         "minimum": 0.0,
         "maximum": 1.5,
         "numinlets": 1,
         "numoutlets": 2,
         "outlettype": [
          "",
          "bang"
         ]
        }
       },
       {
        "box": {
         "id": "obj-171",
         "maxclass": "comment",
         "patching_rect": [
          1060.0,
          54.0,
          130.0,
          22.0
         ],
         "text": "0..1.5",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-172",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          836.0,
          170.0,
          22.0
         ],
         "text": "route /live/input /live/mirror /live/strength /live/steps /live/cfg/index /live/guidance /live/delta /live/filter /live/filter/skips /live/glide /live/flow /live/steady /live/feedback /live/feedback/zoom /live/feedback/rotate /live/feedback/x /live/feedback/y /live/control /live/control/kind/index /live/control/scale /live/control/2 /live/control/2/kind/index /live/control/2/scale /live/control/3 /live/control/3/kind/index /live/control/3/scale /live/mask/index /live/mask/luma /live/mask/class /live/mask/file /live/mask/invert /live/mask/soft /live/reference /live/reference/scale",
         "numinlets": 35,
         "numoutlets": 35,
         "outlettype": [
          "",
          "",
          "",
          "",
          "",
          "",
          "",
          "",
          "",
          "",
          "",
          "",
          "",
          "",
          "",
          "",
          "",
          "",
          "",
          "",
          "",
          "",
          "",
          "",
          "",
          "",
          "",
          "",
          "",
          "",
          "",
          "",
          "",
          "",
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-173",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          836.0,
          170.0,
          22.0
         ],
         "text": "r reverie-in",
         "numinlets": 0,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-174",
         "maxclass": "newobj",
         "patching_rect": [
          2120.0,
          836.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-175",
         "maxclass": "newobj",
         "patching_rect": [
          1400.0,
          860.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-176",
         "maxclass": "newobj",
         "patching_rect": [
          1580.0,
          860.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-177",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          860.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-178",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          860.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-179",
         "maxclass": "newobj",
         "patching_rect": [
          2120.0,
          860.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-180",
         "maxclass": "newobj",
         "patching_rect": [
          1400.0,
          884.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-181",
         "maxclass": "newobj",
         "patching_rect": [
          1580.0,
          884.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-182",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          884.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-183",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          884.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-184",
         "maxclass": "newobj",
         "patching_rect": [
          2120.0,
          884.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-185",
         "maxclass": "newobj",
         "patching_rect": [
          1400.0,
          908.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-186",
         "maxclass": "newobj",
         "patching_rect": [
          1580.0,
          908.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-187",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          908.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-188",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          908.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-189",
         "maxclass": "newobj",
         "patching_rect": [
          2120.0,
          908.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-190",
         "maxclass": "newobj",
         "patching_rect": [
          1400.0,
          932.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-191",
         "maxclass": "newobj",
         "patching_rect": [
          1580.0,
          932.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-192",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          932.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-193",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          932.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-194",
         "maxclass": "newobj",
         "patching_rect": [
          2120.0,
          932.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-195",
         "maxclass": "newobj",
         "patching_rect": [
          1400.0,
          956.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-196",
         "maxclass": "newobj",
         "patching_rect": [
          1580.0,
          956.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-197",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          956.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-198",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          956.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-199",
         "maxclass": "newobj",
         "patching_rect": [
          2120.0,
          956.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-200",
         "maxclass": "newobj",
         "patching_rect": [
          1400.0,
          980.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-201",
         "maxclass": "newobj",
         "patching_rect": [
          1580.0,
          980.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-202",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          980.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-203",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          980.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-204",
         "maxclass": "newobj",
         "patching_rect": [
          2120.0,
          980.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-205",
         "maxclass": "newobj",
         "patching_rect": [
          1400.0,
          1004.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-206",
         "maxclass": "newobj",
         "patching_rect": [
          1580.0,
          1004.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-207",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          1004.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       }
      ],
      "lines": [
       {
        "patchline": {
         "source": [
          "obj-2",
          0
         ],
         "destination": [
          "obj-3",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-4",
          0
         ],
         "destination": [
          "obj-5",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-5",
          0
         ],
         "destination": [
          "obj-6",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-6",
          0
         ],
         "destination": [
          "obj-2",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-8",
          0
         ],
         "destination": [
          "obj-9",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-10",
          0
         ],
         "destination": [
          "obj-8",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-12",
          0
         ],
         "destination": [
          "obj-13",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-14",
          0
         ],
         "destination": [
          "obj-12",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-17",
          0
         ],
         "destination": [
          "obj-18",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-19",
          0
         ],
         "destination": [
          "obj-20",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-20",
          0
         ],
         "destination": [
          "obj-21",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-21",
          0
         ],
         "destination": [
          "obj-17",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-23",
          0
         ],
         "destination": [
          "obj-24",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-25",
          0
         ],
         "destination": [
          "obj-23",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-27",
          0
         ],
         "destination": [
          "obj-28",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-29",
          0
         ],
         "destination": [
          "obj-27",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-32",
          0
         ],
         "destination": [
          "obj-33",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-34",
          0
         ],
         "destination": [
          "obj-32",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-37",
          0
         ],
         "destination": [
          "obj-38",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-39",
          0
         ],
         "destination": [
          "obj-37",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-42",
          0
         ],
         "destination": [
          "obj-43",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-44",
          0
         ],
         "destination": [
          "obj-42",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-47",
          0
         ],
         "destination": [
          "obj-48",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-49",
          0
         ],
         "destination": [
          "obj-47",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-52",
          0
         ],
         "destination": [
          "obj-53",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-54",
          0
         ],
         "destination": [
          "obj-52",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-57",
          0
         ],
         "destination": [
          "obj-58",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-59",
          0
         ],
         "destination": [
          "obj-57",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-62",
          0
         ],
         "destination": [
          "obj-63",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-64",
          0
         ],
         "destination": [
          "obj-62",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-67",
          0
         ],
         "destination": [
          "obj-68",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-69",
          0
         ],
         "destination": [
          "obj-67",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-72",
          0
         ],
         "destination": [
          "obj-73",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-74",
          0
         ],
         "destination": [
          "obj-72",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-77",
          0
         ],
         "destination": [
          "obj-78",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-79",
          0
         ],
         "destination": [
          "obj-77",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-82",
          0
         ],
         "destination": [
          "obj-83",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-84",
          0
         ],
         "destination": [
          "obj-82",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-87",
          0
         ],
         "destination": [
          "obj-88",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-89",
          0
         ],
         "destination": [
          "obj-90",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-90",
          0
         ],
         "destination": [
          "obj-91",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-91",
          0
         ],
         "destination": [
          "obj-87",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-93",
          0
         ],
         "destination": [
          "obj-94",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-95",
          0
         ],
         "destination": [
          "obj-93",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-97",
          0
         ],
         "destination": [
          "obj-98",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-99",
          0
         ],
         "destination": [
          "obj-97",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-102",
          0
         ],
         "destination": [
          "obj-103",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-104",
          0
         ],
         "destination": [
          "obj-105",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-105",
          0
         ],
         "destination": [
          "obj-106",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-106",
          0
         ],
         "destination": [
          "obj-102",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-108",
          0
         ],
         "destination": [
          "obj-109",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-110",
          0
         ],
         "destination": [
          "obj-108",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-112",
          0
         ],
         "destination": [
          "obj-113",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-114",
          0
         ],
         "destination": [
          "obj-112",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-117",
          0
         ],
         "destination": [
          "obj-118",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-119",
          0
         ],
         "destination": [
          "obj-120",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-120",
          0
         ],
         "destination": [
          "obj-121",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-121",
          0
         ],
         "destination": [
          "obj-117",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-123",
          0
         ],
         "destination": [
          "obj-124",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-125",
          0
         ],
         "destination": [
          "obj-123",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-127",
          0
         ],
         "destination": [
          "obj-128",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-129",
          0
         ],
         "destination": [
          "obj-127",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-132",
          0
         ],
         "destination": [
          "obj-133",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-134",
          0
         ],
         "destination": [
          "obj-132",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-136",
          0
         ],
         "destination": [
          "obj-137",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-138",
          0
         ],
         "destination": [
          "obj-136",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-141",
          0
         ],
         "destination": [
          "obj-142",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-143",
          0
         ],
         "destination": [
          "obj-144",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-144",
          0
         ],
         "destination": [
          "obj-145",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-145",
          0
         ],
         "destination": [
          "obj-141",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-147",
          0
         ],
         "destination": [
          "obj-148",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-149",
          0
         ],
         "destination": [
          "obj-150",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-150",
          0
         ],
         "destination": [
          "obj-151",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-151",
          0
         ],
         "destination": [
          "obj-147",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-153",
          0
         ],
         "destination": [
          "obj-154",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-155",
          0
         ],
         "destination": [
          "obj-153",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-157",
          0
         ],
         "destination": [
          "obj-158",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-159",
          0
         ],
         "destination": [
          "obj-157",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-162",
          0
         ],
         "destination": [
          "obj-163",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-164",
          0
         ],
         "destination": [
          "obj-165",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-165",
          0
         ],
         "destination": [
          "obj-166",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-166",
          0
         ],
         "destination": [
          "obj-162",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-168",
          0
         ],
         "destination": [
          "obj-169",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-170",
          0
         ],
         "destination": [
          "obj-168",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-173",
          0
         ],
         "destination": [
          "obj-172",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-172",
          0
         ],
         "destination": [
          "obj-174",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-174",
          0
         ],
         "destination": [
          "obj-4",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-172",
          1
         ],
         "destination": [
          "obj-175",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-175",
          0
         ],
         "destination": [
          "obj-10",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-172",
          2
         ],
         "destination": [
          "obj-176",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-176",
          0
         ],
         "destination": [
          "obj-14",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-172",
          3
         ],
         "destination": [
          "obj-177",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-177",
          0
         ],
         "destination": [
          "obj-19",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-172",
          4
         ],
         "destination": [
          "obj-178",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-178",
          0
         ],
         "destination": [
          "obj-25",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-172",
          5
         ],
         "destination": [
          "obj-179",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-179",
          0
         ],
         "destination": [
          "obj-29",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-172",
          6
         ],
         "destination": [
          "obj-180",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-180",
          0
         ],
         "destination": [
          "obj-34",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-172",
          7
         ],
         "destination": [
          "obj-181",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-181",
          0
         ],
         "destination": [
          "obj-39",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-172",
          8
         ],
         "destination": [
          "obj-182",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-182",
          0
         ],
         "destination": [
          "obj-44",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-172",
          9
         ],
         "destination": [
          "obj-183",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-183",
          0
         ],
         "destination": [
          "obj-49",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-172",
          10
         ],
         "destination": [
          "obj-184",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-184",
          0
         ],
         "destination": [
          "obj-54",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-172",
          11
         ],
         "destination": [
          "obj-185",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-185",
          0
         ],
         "destination": [
          "obj-59",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-172",
          12
         ],
         "destination": [
          "obj-186",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-186",
          0
         ],
         "destination": [
          "obj-64",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-172",
          13
         ],
         "destination": [
          "obj-187",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-187",
          0
         ],
         "destination": [
          "obj-69",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-172",
          14
         ],
         "destination": [
          "obj-188",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-188",
          0
         ],
         "destination": [
          "obj-74",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-172",
          15
         ],
         "destination": [
          "obj-189",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-189",
          0
         ],
         "destination": [
          "obj-79",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-172",
          16
         ],
         "destination": [
          "obj-190",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-190",
          0
         ],
         "destination": [
          "obj-84",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-172",
          17
         ],
         "destination": [
          "obj-191",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-191",
          0
         ],
         "destination": [
          "obj-89",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-172",
          18
         ],
         "destination": [
          "obj-192",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-192",
          0
         ],
         "destination": [
          "obj-95",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-172",
          19
         ],
         "destination": [
          "obj-193",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-193",
          0
         ],
         "destination": [
          "obj-99",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-172",
          20
         ],
         "destination": [
          "obj-194",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-194",
          0
         ],
         "destination": [
          "obj-104",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-172",
          21
         ],
         "destination": [
          "obj-195",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-195",
          0
         ],
         "destination": [
          "obj-110",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-172",
          22
         ],
         "destination": [
          "obj-196",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-196",
          0
         ],
         "destination": [
          "obj-114",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-172",
          23
         ],
         "destination": [
          "obj-197",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-197",
          0
         ],
         "destination": [
          "obj-119",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-172",
          24
         ],
         "destination": [
          "obj-198",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-198",
          0
         ],
         "destination": [
          "obj-125",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-172",
          25
         ],
         "destination": [
          "obj-199",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-199",
          0
         ],
         "destination": [
          "obj-129",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-172",
          26
         ],
         "destination": [
          "obj-200",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-200",
          0
         ],
         "destination": [
          "obj-134",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-172",
          27
         ],
         "destination": [
          "obj-201",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-201",
          0
         ],
         "destination": [
          "obj-138",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-172",
          28
         ],
         "destination": [
          "obj-202",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-202",
          0
         ],
         "destination": [
          "obj-143",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-172",
          29
         ],
         "destination": [
          "obj-203",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-203",
          0
         ],
         "destination": [
          "obj-149",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-172",
          30
         ],
         "destination": [
          "obj-204",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-204",
          0
         ],
         "destination": [
          "obj-155",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-172",
          31
         ],
         "destination": [
          "obj-205",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-205",
          0
         ],
         "destination": [
          "obj-159",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-172",
          32
         ],
         "destination": [
          "obj-206",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-206",
          0
         ],
         "destination": [
          "obj-164",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-172",
          33
         ],
         "destination": [
          "obj-207",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-207",
          0
         ],
         "destination": [
          "obj-170",
          0
         ]
        }
       }
      ]
     }
    }
   },
   {
    "box": {
     "id": "obj-16",
     "maxclass": "newobj",
     "patching_rect": [
      470.0,
      50.0,
      140.0,
      22.0
     ],
     "text": "p \"camera\"",
     "numinlets": 0,
     "numoutlets": 0,
     "patcher": {
      "fileversion": 1,
      "appversion": {
       "major": 8,
       "minor": 5,
       "revision": 0,
       "architecture": "x64",
       "modernui": 1
      },
      "classnamespace": "box",
      "rect": [
       80.0,
       100.0,
       1340.0,
       640.0
      ],
      "bglocked": 0,
      "openinpresentation": 0,
      "default_fontsize": 12.0,
      "default_fontname": "Arial",
      "gridsize": [
       15.0,
       15.0
      ],
      "boxes": [
       {
        "box": {
         "id": "obj-1",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          20.0,
          100.0,
          22.0
         ],
         "text": "zoom",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-2",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          20.0,
          170.0,
          22.0
         ],
         "text": "prepend /camera/zoom",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-3",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          20.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-4",
         "maxclass": "flonum",
         "patching_rect": [
          125.0,
          20.0,
          90.0,
          22.0
         ],
         "minimum": -2.0,
         "maximum": 2.0,
         "numinlets": 1,
         "numoutlets": 2,
         "outlettype": [
          "",
          "bang"
         ]
        }
       },
       {
        "box": {
         "id": "obj-5",
         "maxclass": "comment",
         "patching_rect": [
          220.0,
          20.0,
          130.0,
          22.0
         ],
         "text": "-2..2",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-6",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          54.0,
          100.0,
          22.0
         ],
         "text": "roll",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-7",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          44.0,
          170.0,
          22.0
         ],
         "text": "prepend /camera/roll",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-8",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          44.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-9",
         "maxclass": "flonum",
         "patching_rect": [
          125.0,
          54.0,
          90.0,
          22.0
         ],
         "minimum": -180.0,
         "maximum": 180.0,
         "numinlets": 1,
         "numoutlets": 2,
         "outlettype": [
          "",
          "bang"
         ]
        }
       },
       {
        "box": {
         "id": "obj-10",
         "maxclass": "comment",
         "patching_rect": [
          220.0,
          54.0,
          130.0,
          22.0
         ],
         "text": "-180..180 deg",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-11",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          88.0,
          100.0,
          22.0
         ],
         "text": "x",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-12",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          68.0,
          170.0,
          22.0
         ],
         "text": "prepend /camera/x",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-13",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          68.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-14",
         "maxclass": "flonum",
         "patching_rect": [
          125.0,
          88.0,
          90.0,
          22.0
         ],
         "minimum": -1.0,
         "maximum": 1.0,
         "numinlets": 1,
         "numoutlets": 2,
         "outlettype": [
          "",
          "bang"
         ]
        }
       },
       {
        "box": {
         "id": "obj-15",
         "maxclass": "comment",
         "patching_rect": [
          220.0,
          88.0,
          130.0,
          22.0
         ],
         "text": "-1..1",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-16",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          122.0,
          100.0,
          22.0
         ],
         "text": "y",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-17",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          92.0,
          170.0,
          22.0
         ],
         "text": "prepend /camera/y",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-18",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          92.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-19",
         "maxclass": "flonum",
         "patching_rect": [
          125.0,
          122.0,
          90.0,
          22.0
         ],
         "minimum": -1.0,
         "maximum": 1.0,
         "numinlets": 1,
         "numoutlets": 2,
         "outlettype": [
          "",
          "bang"
         ]
        }
       },
       {
        "box": {
         "id": "obj-20",
         "maxclass": "comment",
         "patching_rect": [
          220.0,
          122.0,
          130.0,
          22.0
         ],
         "text": "-1..1",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-21",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          156.0,
          100.0,
          22.0
         ],
         "text": "tilt",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-22",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          116.0,
          170.0,
          22.0
         ],
         "text": "prepend /camera/tilt",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-23",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          116.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-24",
         "maxclass": "flonum",
         "patching_rect": [
          125.0,
          156.0,
          90.0,
          22.0
         ],
         "minimum": -60.0,
         "maximum": 60.0,
         "numinlets": 1,
         "numoutlets": 2,
         "outlettype": [
          "",
          "bang"
         ]
        }
       },
       {
        "box": {
         "id": "obj-25",
         "maxclass": "comment",
         "patching_rect": [
          220.0,
          156.0,
          130.0,
          22.0
         ],
         "text": "-60..60 deg",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-26",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          190.0,
          100.0,
          22.0
         ],
         "text": "pan",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-27",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          140.0,
          170.0,
          22.0
         ],
         "text": "prepend /camera/pan",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-28",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          140.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-29",
         "maxclass": "flonum",
         "patching_rect": [
          125.0,
          190.0,
          90.0,
          22.0
         ],
         "minimum": -60.0,
         "maximum": 60.0,
         "numinlets": 1,
         "numoutlets": 2,
         "outlettype": [
          "",
          "bang"
         ]
        }
       },
       {
        "box": {
         "id": "obj-30",
         "maxclass": "comment",
         "patching_rect": [
          220.0,
          190.0,
          130.0,
          22.0
         ],
         "text": "-60..60 deg",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-31",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          224.0,
          100.0,
          22.0
         ],
         "text": "strength",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-32",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          164.0,
          170.0,
          22.0
         ],
         "text": "prepend /camera/strength",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-33",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          164.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-34",
         "maxclass": "flonum",
         "patching_rect": [
          125.0,
          224.0,
          90.0,
          22.0
         ],
         "minimum": 0.0,
         "maximum": 1.0,
         "numinlets": 1,
         "numoutlets": 2,
         "outlettype": [
          "",
          "bang"
         ]
        }
       },
       {
        "box": {
         "id": "obj-35",
         "maxclass": "comment",
         "patching_rect": [
          220.0,
          224.0,
          130.0,
          22.0
         ],
         "text": "0..1",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-36",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          258.0,
          100.0,
          22.0
         ],
         "text": "noise",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-37",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          188.0,
          170.0,
          22.0
         ],
         "text": "prepend /camera/noise",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-38",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          188.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-39",
         "maxclass": "flonum",
         "patching_rect": [
          125.0,
          258.0,
          90.0,
          22.0
         ],
         "minimum": 0.0,
         "maximum": 1.0,
         "numinlets": 1,
         "numoutlets": 2,
         "outlettype": [
          "",
          "bang"
         ]
        }
       },
       {
        "box": {
         "id": "obj-40",
         "maxclass": "comment",
         "patching_rect": [
          220.0,
          258.0,
          130.0,
          22.0
         ],
         "text": "0..1",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-41",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          292.0,
          100.0,
          22.0
         ],
         "text": "colour",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-42",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          212.0,
          170.0,
          22.0
         ],
         "text": "prepend /camera/colour",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-43",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          212.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-44",
         "maxclass": "flonum",
         "patching_rect": [
          125.0,
          292.0,
          90.0,
          22.0
         ],
         "minimum": 0.0,
         "maximum": 1.0,
         "numinlets": 1,
         "numoutlets": 2,
         "outlettype": [
          "",
          "bang"
         ]
        }
       },
       {
        "box": {
         "id": "obj-45",
         "maxclass": "comment",
         "patching_rect": [
          220.0,
          292.0,
          130.0,
          22.0
         ],
         "text": "0..1",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-46",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          326.0,
          100.0,
          22.0
         ],
         "text": "sharpen",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-47",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          236.0,
          170.0,
          22.0
         ],
         "text": "prepend /camera/sharpen",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-48",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          236.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-49",
         "maxclass": "flonum",
         "patching_rect": [
          125.0,
          326.0,
          90.0,
          22.0
         ],
         "minimum": 0.0,
         "maximum": 2.0,
         "numinlets": 1,
         "numoutlets": 2,
         "outlettype": [
          "",
          "bang"
         ]
        }
       },
       {
        "box": {
         "id": "obj-50",
         "maxclass": "comment",
         "patching_rect": [
          220.0,
          326.0,
          130.0,
          22.0
         ],
         "text": "0..2",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-51",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          360.0,
          100.0,
          22.0
         ],
         "text": "edge",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-52",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          260.0,
          170.0,
          22.0
         ],
         "text": "prepend /camera/edge",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-53",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          260.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-54",
         "maxclass": "umenu",
         "patching_rect": [
          125.0,
          360.0,
          140.0,
          22.0
         ],
         "items": [
          "reflect",
          ",",
          "wrap",
          ",",
          "dream"
         ],
         "numinlets": 1,
         "numoutlets": 3,
         "outlettype": [
          "int",
          "",
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-55",
         "maxclass": "newobj",
         "patching_rect": [
          1400.0,
          284.0,
          170.0,
          22.0
         ],
         "text": "route /camera/zoom /camera/roll /camera/x /camera/y /camera/tilt /camera/pan /camera/strength /camera/noise /camera/colour /camera/sharpen /camera/edge/index",
         "numinlets": 12,
         "numoutlets": 12,
         "outlettype": [
          "",
          "",
          "",
          "",
          "",
          "",
          "",
          "",
          "",
          "",
          "",
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-56",
         "maxclass": "newobj",
         "patching_rect": [
          1580.0,
          284.0,
          170.0,
          22.0
         ],
         "text": "r reverie-in",
         "numinlets": 0,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-57",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          284.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-58",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          284.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-59",
         "maxclass": "newobj",
         "patching_rect": [
          2120.0,
          284.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-60",
         "maxclass": "newobj",
         "patching_rect": [
          1400.0,
          308.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-61",
         "maxclass": "newobj",
         "patching_rect": [
          1580.0,
          308.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-62",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          308.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-63",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          308.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-64",
         "maxclass": "newobj",
         "patching_rect": [
          2120.0,
          308.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-65",
         "maxclass": "newobj",
         "patching_rect": [
          1400.0,
          332.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-66",
         "maxclass": "newobj",
         "patching_rect": [
          1580.0,
          332.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-67",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          332.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       }
      ],
      "lines": [
       {
        "patchline": {
         "source": [
          "obj-2",
          0
         ],
         "destination": [
          "obj-3",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-4",
          0
         ],
         "destination": [
          "obj-2",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-7",
          0
         ],
         "destination": [
          "obj-8",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-9",
          0
         ],
         "destination": [
          "obj-7",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-12",
          0
         ],
         "destination": [
          "obj-13",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-14",
          0
         ],
         "destination": [
          "obj-12",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-17",
          0
         ],
         "destination": [
          "obj-18",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-19",
          0
         ],
         "destination": [
          "obj-17",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-22",
          0
         ],
         "destination": [
          "obj-23",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-24",
          0
         ],
         "destination": [
          "obj-22",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-27",
          0
         ],
         "destination": [
          "obj-28",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-29",
          0
         ],
         "destination": [
          "obj-27",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-32",
          0
         ],
         "destination": [
          "obj-33",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-34",
          0
         ],
         "destination": [
          "obj-32",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-37",
          0
         ],
         "destination": [
          "obj-38",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-39",
          0
         ],
         "destination": [
          "obj-37",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-42",
          0
         ],
         "destination": [
          "obj-43",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-44",
          0
         ],
         "destination": [
          "obj-42",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-47",
          0
         ],
         "destination": [
          "obj-48",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-49",
          0
         ],
         "destination": [
          "obj-47",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-52",
          0
         ],
         "destination": [
          "obj-53",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-54",
          0
         ],
         "destination": [
          "obj-52",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-56",
          0
         ],
         "destination": [
          "obj-55",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-55",
          0
         ],
         "destination": [
          "obj-57",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-57",
          0
         ],
         "destination": [
          "obj-4",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-55",
          1
         ],
         "destination": [
          "obj-58",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-58",
          0
         ],
         "destination": [
          "obj-9",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-55",
          2
         ],
         "destination": [
          "obj-59",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-59",
          0
         ],
         "destination": [
          "obj-14",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-55",
          3
         ],
         "destination": [
          "obj-60",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-60",
          0
         ],
         "destination": [
          "obj-19",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-55",
          4
         ],
         "destination": [
          "obj-61",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-61",
          0
         ],
         "destination": [
          "obj-24",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-55",
          5
         ],
         "destination": [
          "obj-62",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-62",
          0
         ],
         "destination": [
          "obj-29",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-55",
          6
         ],
         "destination": [
          "obj-63",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-63",
          0
         ],
         "destination": [
          "obj-34",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-55",
          7
         ],
         "destination": [
          "obj-64",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-64",
          0
         ],
         "destination": [
          "obj-39",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-55",
          8
         ],
         "destination": [
          "obj-65",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-65",
          0
         ],
         "destination": [
          "obj-44",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-55",
          9
         ],
         "destination": [
          "obj-66",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-66",
          0
         ],
         "destination": [
          "obj-49",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-55",
          10
         ],
         "destination": [
          "obj-67",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-67",
          0
         ],
         "destination": [
          "obj-54",
          0
         ]
        }
       }
      ]
     }
    }
   },
   {
    "box": {
     "id": "obj-17",
     "maxclass": "newobj",
     "patching_rect": [
      20.0,
      84.0,
      140.0,
      22.0
     ],
     "text": "p \"look\"",
     "numinlets": 0,
     "numoutlets": 0,
     "patcher": {
      "fileversion": 1,
      "appversion": {
       "major": 8,
       "minor": 5,
       "revision": 0,
       "architecture": "x64",
       "modernui": 1
      },
      "classnamespace": "box",
      "rect": [
       80.0,
       100.0,
       1340.0,
       640.0
      ],
      "bglocked": 0,
      "openinpresentation": 0,
      "default_fontsize": 12.0,
      "default_fontname": "Arial",
      "gridsize": [
       15.0,
       15.0
      ],
      "boxes": [
       {
        "box": {
         "id": "obj-1",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          20.0,
          100.0,
          22.0
         ],
         "text": "zoom",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-2",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          20.0,
          170.0,
          22.0
         ],
         "text": "prepend /look/zoom",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-3",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          20.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-4",
         "maxclass": "flonum",
         "patching_rect": [
          125.0,
          20.0,
          90.0,
          22.0
         ],
         "minimum": 0.25,
         "maximum": 8.0,
         "numinlets": 1,
         "numoutlets": 2,
         "outlettype": [
          "",
          "bang"
         ]
        }
       },
       {
        "box": {
         "id": "obj-5",
         "maxclass": "comment",
         "patching_rect": [
          220.0,
          20.0,
          130.0,
          22.0
         ],
         "text": "0.25..8 x",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-6",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          54.0,
          100.0,
          22.0
         ],
         "text": "rotate",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-7",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          44.0,
          170.0,
          22.0
         ],
         "text": "prepend /look/rotate",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-8",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          44.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-9",
         "maxclass": "flonum",
         "patching_rect": [
          125.0,
          54.0,
          90.0,
          22.0
         ],
         "minimum": -360.0,
         "maximum": 360.0,
         "numinlets": 1,
         "numoutlets": 2,
         "outlettype": [
          "",
          "bang"
         ]
        }
       },
       {
        "box": {
         "id": "obj-10",
         "maxclass": "comment",
         "patching_rect": [
          220.0,
          54.0,
          130.0,
          22.0
         ],
         "text": "-360..360 deg",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-11",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          88.0,
          100.0,
          22.0
         ],
         "text": "x",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-12",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          68.0,
          170.0,
          22.0
         ],
         "text": "prepend /look/x",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-13",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          68.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-14",
         "maxclass": "flonum",
         "patching_rect": [
          125.0,
          88.0,
          90.0,
          22.0
         ],
         "minimum": -1.0,
         "maximum": 1.0,
         "numinlets": 1,
         "numoutlets": 2,
         "outlettype": [
          "",
          "bang"
         ]
        }
       },
       {
        "box": {
         "id": "obj-15",
         "maxclass": "comment",
         "patching_rect": [
          220.0,
          88.0,
          130.0,
          22.0
         ],
         "text": "-1..1",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-16",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          122.0,
          100.0,
          22.0
         ],
         "text": "y",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-17",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          92.0,
          170.0,
          22.0
         ],
         "text": "prepend /look/y",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-18",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          92.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-19",
         "maxclass": "flonum",
         "patching_rect": [
          125.0,
          122.0,
          90.0,
          22.0
         ],
         "minimum": -1.0,
         "maximum": 1.0,
         "numinlets": 1,
         "numoutlets": 2,
         "outlettype": [
          "",
          "bang"
         ]
        }
       },
       {
        "box": {
         "id": "obj-20",
         "maxclass": "comment",
         "patching_rect": [
          220.0,
          122.0,
          130.0,
          22.0
         ],
         "text": "-1..1",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-21",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          156.0,
          100.0,
          22.0
         ],
         "text": "hue",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-22",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          116.0,
          170.0,
          22.0
         ],
         "text": "prepend /look/hue",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-23",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          116.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-24",
         "maxclass": "flonum",
         "patching_rect": [
          125.0,
          156.0,
          90.0,
          22.0
         ],
         "minimum": -180.0,
         "maximum": 180.0,
         "numinlets": 1,
         "numoutlets": 2,
         "outlettype": [
          "",
          "bang"
         ]
        }
       },
       {
        "box": {
         "id": "obj-25",
         "maxclass": "comment",
         "patching_rect": [
          220.0,
          156.0,
          130.0,
          22.0
         ],
         "text": "-180..180 deg",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-26",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          190.0,
          100.0,
          22.0
         ],
         "text": "saturation",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-27",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          140.0,
          170.0,
          22.0
         ],
         "text": "prepend /look/saturation",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-28",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          140.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-29",
         "maxclass": "flonum",
         "patching_rect": [
          125.0,
          190.0,
          90.0,
          22.0
         ],
         "minimum": 0.0,
         "maximum": 4.0,
         "numinlets": 1,
         "numoutlets": 2,
         "outlettype": [
          "",
          "bang"
         ]
        }
       },
       {
        "box": {
         "id": "obj-30",
         "maxclass": "comment",
         "patching_rect": [
          220.0,
          190.0,
          130.0,
          22.0
         ],
         "text": "0..4",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-31",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          224.0,
          100.0,
          22.0
         ],
         "text": "brightness",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-32",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          164.0,
          170.0,
          22.0
         ],
         "text": "prepend /look/brightness",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-33",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          164.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-34",
         "maxclass": "flonum",
         "patching_rect": [
          125.0,
          224.0,
          90.0,
          22.0
         ],
         "minimum": -1.0,
         "maximum": 1.0,
         "numinlets": 1,
         "numoutlets": 2,
         "outlettype": [
          "",
          "bang"
         ]
        }
       },
       {
        "box": {
         "id": "obj-35",
         "maxclass": "comment",
         "patching_rect": [
          220.0,
          224.0,
          130.0,
          22.0
         ],
         "text": "-1..1",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-36",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          258.0,
          100.0,
          22.0
         ],
         "text": "contrast",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-37",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          188.0,
          170.0,
          22.0
         ],
         "text": "prepend /look/contrast",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-38",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          188.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-39",
         "maxclass": "flonum",
         "patching_rect": [
          125.0,
          258.0,
          90.0,
          22.0
         ],
         "minimum": 0.0,
         "maximum": 4.0,
         "numinlets": 1,
         "numoutlets": 2,
         "outlettype": [
          "",
          "bang"
         ]
        }
       },
       {
        "box": {
         "id": "obj-40",
         "maxclass": "comment",
         "patching_rect": [
          220.0,
          258.0,
          130.0,
          22.0
         ],
         "text": "0..4",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-41",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          292.0,
          100.0,
          22.0
         ],
         "text": "gamma",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-42",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          212.0,
          170.0,
          22.0
         ],
         "text": "prepend /look/gamma",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-43",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          212.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-44",
         "maxclass": "flonum",
         "patching_rect": [
          125.0,
          292.0,
          90.0,
          22.0
         ],
         "minimum": 0.2,
         "maximum": 5.0,
         "numinlets": 1,
         "numoutlets": 2,
         "outlettype": [
          "",
          "bang"
         ]
        }
       },
       {
        "box": {
         "id": "obj-45",
         "maxclass": "comment",
         "patching_rect": [
          220.0,
          292.0,
          130.0,
          22.0
         ],
         "text": "0.2..5",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-46",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          326.0,
          100.0,
          22.0
         ],
         "text": "sharpen",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-47",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          236.0,
          170.0,
          22.0
         ],
         "text": "prepend /look/sharpen",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-48",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          236.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-49",
         "maxclass": "flonum",
         "patching_rect": [
          125.0,
          326.0,
          90.0,
          22.0
         ],
         "minimum": 0.0,
         "maximum": 4.0,
         "numinlets": 1,
         "numoutlets": 2,
         "outlettype": [
          "",
          "bang"
         ]
        }
       },
       {
        "box": {
         "id": "obj-50",
         "maxclass": "comment",
         "patching_rect": [
          220.0,
          326.0,
          130.0,
          22.0
         ],
         "text": "0..4",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-51",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          360.0,
          100.0,
          22.0
         ],
         "text": "trail",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-52",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          260.0,
          170.0,
          22.0
         ],
         "text": "prepend /look/trail",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-53",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          260.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-54",
         "maxclass": "flonum",
         "patching_rect": [
          125.0,
          360.0,
          90.0,
          22.0
         ],
         "minimum": 0.0,
         "maximum": 0.99,
         "numinlets": 1,
         "numoutlets": 2,
         "outlettype": [
          "",
          "bang"
         ]
        }
       },
       {
        "box": {
         "id": "obj-55",
         "maxclass": "comment",
         "patching_rect": [
          220.0,
          360.0,
          130.0,
          22.0
         ],
         "text": "0..0.99",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-56",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          394.0,
          100.0,
          22.0
         ],
         "text": "mirror",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-57",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          284.0,
          170.0,
          22.0
         ],
         "text": "prepend /look/mirror",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-58",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          284.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-59",
         "maxclass": "umenu",
         "patching_rect": [
          125.0,
          394.0,
          140.0,
          22.0
         ],
         "items": [
          "off",
          ",",
          "horizontal",
          ",",
          "vertical",
          ",",
          "quad",
          ",",
          "kaleidoscope"
         ],
         "numinlets": 1,
         "numoutlets": 3,
         "outlettype": [
          "int",
          "",
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-60",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          428.0,
          100.0,
          22.0
         ],
         "text": "blend",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-61",
         "maxclass": "newobj",
         "patching_rect": [
          1580.0,
          308.0,
          170.0,
          22.0
         ],
         "text": "prepend /look/blend",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-62",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          308.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-63",
         "maxclass": "umenu",
         "patching_rect": [
          125.0,
          428.0,
          140.0,
          22.0
         ],
         "items": [
          "linear",
          ",",
          "smooth",
          ",",
          "cut",
          ",",
          "flow"
         ],
         "numinlets": 1,
         "numoutlets": 3,
         "outlettype": [
          "int",
          "",
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-64",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          462.0,
          100.0,
          22.0
         ],
         "text": "upscale",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-65",
         "maxclass": "newobj",
         "patching_rect": [
          1400.0,
          332.0,
          170.0,
          22.0
         ],
         "text": "prepend /look/upscale",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-66",
         "maxclass": "newobj",
         "patching_rect": [
          1580.0,
          332.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-67",
         "maxclass": "umenu",
         "patching_rect": [
          125.0,
          462.0,
          140.0,
          22.0
         ],
         "items": [
          "nearest",
          ",",
          "bilinear",
          ",",
          "bicubic",
          ",",
          "lanczos"
         ],
         "numinlets": 1,
         "numoutlets": 3,
         "outlettype": [
          "int",
          "",
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-68",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          496.0,
          100.0,
          22.0
         ],
         "text": "fit",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-69",
         "maxclass": "newobj",
         "patching_rect": [
          2120.0,
          332.0,
          170.0,
          22.0
         ],
         "text": "prepend /look/fit",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-70",
         "maxclass": "newobj",
         "patching_rect": [
          1400.0,
          356.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-71",
         "maxclass": "umenu",
         "patching_rect": [
          125.0,
          496.0,
          140.0,
          22.0
         ],
         "items": [
          "crop",
          ",",
          "fit"
         ],
         "numinlets": 1,
         "numoutlets": 3,
         "outlettype": [
          "int",
          "",
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-72",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          356.0,
          170.0,
          22.0
         ],
         "text": "route /look/zoom /look/rotate /look/x /look/y /look/hue /look/saturation /look/brightness /look/contrast /look/gamma /look/sharpen /look/trail /look/mirror/index /look/blend/index /look/upscale/index /look/fit/index",
         "numinlets": 16,
         "numoutlets": 16,
         "outlettype": [
          "",
          "",
          "",
          "",
          "",
          "",
          "",
          "",
          "",
          "",
          "",
          "",
          "",
          "",
          "",
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-73",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          356.0,
          170.0,
          22.0
         ],
         "text": "r reverie-in",
         "numinlets": 0,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-74",
         "maxclass": "newobj",
         "patching_rect": [
          2120.0,
          356.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-75",
         "maxclass": "newobj",
         "patching_rect": [
          1400.0,
          380.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-76",
         "maxclass": "newobj",
         "patching_rect": [
          1580.0,
          380.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-77",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          380.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-78",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          380.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-79",
         "maxclass": "newobj",
         "patching_rect": [
          2120.0,
          380.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-80",
         "maxclass": "newobj",
         "patching_rect": [
          1400.0,
          404.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-81",
         "maxclass": "newobj",
         "patching_rect": [
          1580.0,
          404.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-82",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          404.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-83",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          404.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-84",
         "maxclass": "newobj",
         "patching_rect": [
          2120.0,
          404.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-85",
         "maxclass": "newobj",
         "patching_rect": [
          1400.0,
          428.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-86",
         "maxclass": "newobj",
         "patching_rect": [
          1580.0,
          428.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-87",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          428.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-88",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          428.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       }
      ],
      "lines": [
       {
        "patchline": {
         "source": [
          "obj-2",
          0
         ],
         "destination": [
          "obj-3",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-4",
          0
         ],
         "destination": [
          "obj-2",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-7",
          0
         ],
         "destination": [
          "obj-8",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-9",
          0
         ],
         "destination": [
          "obj-7",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-12",
          0
         ],
         "destination": [
          "obj-13",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-14",
          0
         ],
         "destination": [
          "obj-12",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-17",
          0
         ],
         "destination": [
          "obj-18",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-19",
          0
         ],
         "destination": [
          "obj-17",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-22",
          0
         ],
         "destination": [
          "obj-23",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-24",
          0
         ],
         "destination": [
          "obj-22",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-27",
          0
         ],
         "destination": [
          "obj-28",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-29",
          0
         ],
         "destination": [
          "obj-27",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-32",
          0
         ],
         "destination": [
          "obj-33",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-34",
          0
         ],
         "destination": [
          "obj-32",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-37",
          0
         ],
         "destination": [
          "obj-38",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-39",
          0
         ],
         "destination": [
          "obj-37",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-42",
          0
         ],
         "destination": [
          "obj-43",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-44",
          0
         ],
         "destination": [
          "obj-42",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-47",
          0
         ],
         "destination": [
          "obj-48",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-49",
          0
         ],
         "destination": [
          "obj-47",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-52",
          0
         ],
         "destination": [
          "obj-53",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-54",
          0
         ],
         "destination": [
          "obj-52",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-57",
          0
         ],
         "destination": [
          "obj-58",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-59",
          0
         ],
         "destination": [
          "obj-57",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-61",
          0
         ],
         "destination": [
          "obj-62",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-63",
          0
         ],
         "destination": [
          "obj-61",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-65",
          0
         ],
         "destination": [
          "obj-66",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-67",
          0
         ],
         "destination": [
          "obj-65",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-69",
          0
         ],
         "destination": [
          "obj-70",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-71",
          0
         ],
         "destination": [
          "obj-69",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-73",
          0
         ],
         "destination": [
          "obj-72",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-72",
          0
         ],
         "destination": [
          "obj-74",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-74",
          0
         ],
         "destination": [
          "obj-4",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-72",
          1
         ],
         "destination": [
          "obj-75",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-75",
          0
         ],
         "destination": [
          "obj-9",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-72",
          2
         ],
         "destination": [
          "obj-76",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-76",
          0
         ],
         "destination": [
          "obj-14",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-72",
          3
         ],
         "destination": [
          "obj-77",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-77",
          0
         ],
         "destination": [
          "obj-19",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-72",
          4
         ],
         "destination": [
          "obj-78",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-78",
          0
         ],
         "destination": [
          "obj-24",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-72",
          5
         ],
         "destination": [
          "obj-79",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-79",
          0
         ],
         "destination": [
          "obj-29",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-72",
          6
         ],
         "destination": [
          "obj-80",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-80",
          0
         ],
         "destination": [
          "obj-34",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-72",
          7
         ],
         "destination": [
          "obj-81",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-81",
          0
         ],
         "destination": [
          "obj-39",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-72",
          8
         ],
         "destination": [
          "obj-82",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-82",
          0
         ],
         "destination": [
          "obj-44",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-72",
          9
         ],
         "destination": [
          "obj-83",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-83",
          0
         ],
         "destination": [
          "obj-49",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-72",
          10
         ],
         "destination": [
          "obj-84",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-84",
          0
         ],
         "destination": [
          "obj-54",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-72",
          11
         ],
         "destination": [
          "obj-85",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-85",
          0
         ],
         "destination": [
          "obj-59",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-72",
          12
         ],
         "destination": [
          "obj-86",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-86",
          0
         ],
         "destination": [
          "obj-63",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-72",
          13
         ],
         "destination": [
          "obj-87",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-87",
          0
         ],
         "destination": [
          "obj-67",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-72",
          14
         ],
         "destination": [
          "obj-88",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-88",
          0
         ],
         "destination": [
          "obj-71",
          0
         ]
        }
       }
      ]
     }
    }
   },
   {
    "box": {
     "id": "obj-18",
     "maxclass": "newobj",
     "patching_rect": [
      170.0,
      84.0,
      140.0,
      22.0
     ],
     "text": "p \"master\"",
     "numinlets": 0,
     "numoutlets": 0,
     "patcher": {
      "fileversion": 1,
      "appversion": {
       "major": 8,
       "minor": 5,
       "revision": 0,
       "architecture": "x64",
       "modernui": 1
      },
      "classnamespace": "box",
      "rect": [
       80.0,
       100.0,
       1340.0,
       640.0
      ],
      "bglocked": 0,
      "openinpresentation": 0,
      "default_fontsize": 12.0,
      "default_fontname": "Arial",
      "gridsize": [
       15.0,
       15.0
      ],
      "boxes": [
       {
        "box": {
         "id": "obj-1",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          20.0,
          100.0,
          22.0
         ],
         "text": "fade",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-2",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          20.0,
          170.0,
          22.0
         ],
         "text": "prepend /master/fade",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-3",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          20.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-4",
         "maxclass": "flonum",
         "patching_rect": [
          125.0,
          20.0,
          90.0,
          22.0
         ],
         "minimum": 0.0,
         "maximum": 1.0,
         "numinlets": 1,
         "numoutlets": 2,
         "outlettype": [
          "",
          "bang"
         ]
        }
       },
       {
        "box": {
         "id": "obj-5",
         "maxclass": "comment",
         "patching_rect": [
          220.0,
          20.0,
          130.0,
          22.0
         ],
         "text": "0..1",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-6",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          54.0,
          100.0,
          22.0
         ],
         "text": "blackout",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-7",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          44.0,
          170.0,
          22.0
         ],
         "text": "prepend /master/blackout",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-8",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          44.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-9",
         "maxclass": "toggle",
         "patching_rect": [
          125.0,
          54.0,
          22.0,
          22.0
         ],
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          "int"
         ]
        }
       },
       {
        "box": {
         "id": "obj-10",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          88.0,
          100.0,
          22.0
         ],
         "text": "freeze",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-11",
         "maxclass": "newobj",
         "patching_rect": [
          1580.0,
          68.0,
          170.0,
          22.0
         ],
         "text": "prepend /master/freeze",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-12",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          68.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-13",
         "maxclass": "toggle",
         "patching_rect": [
          125.0,
          88.0,
          22.0,
          22.0
         ],
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          "int"
         ]
        }
       },
       {
        "box": {
         "id": "obj-14",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          122.0,
          100.0,
          22.0
         ],
         "text": "flashguard",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-15",
         "maxclass": "newobj",
         "patching_rect": [
          1400.0,
          92.0,
          170.0,
          22.0
         ],
         "text": "prepend /master/flashguard",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-16",
         "maxclass": "newobj",
         "patching_rect": [
          1580.0,
          92.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-17",
         "maxclass": "toggle",
         "patching_rect": [
          125.0,
          122.0,
          22.0,
          22.0
         ],
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          "int"
         ]
        }
       },
       {
        "box": {
         "id": "obj-18",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          92.0,
          170.0,
          22.0
         ],
         "text": "route /master/fade /master/blackout /master/freeze /master/flashguard",
         "numinlets": 5,
         "numoutlets": 5,
         "outlettype": [
          "",
          "",
          "",
          "",
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-19",
         "maxclass": "newobj",
         "patching_rect": [
          2120.0,
          92.0,
          170.0,
          22.0
         ],
         "text": "r reverie-in",
         "numinlets": 0,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-20",
         "maxclass": "newobj",
         "patching_rect": [
          1400.0,
          116.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-21",
         "maxclass": "newobj",
         "patching_rect": [
          1580.0,
          116.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-22",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          116.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-23",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          116.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       }
      ],
      "lines": [
       {
        "patchline": {
         "source": [
          "obj-2",
          0
         ],
         "destination": [
          "obj-3",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-4",
          0
         ],
         "destination": [
          "obj-2",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-7",
          0
         ],
         "destination": [
          "obj-8",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-9",
          0
         ],
         "destination": [
          "obj-7",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-11",
          0
         ],
         "destination": [
          "obj-12",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-13",
          0
         ],
         "destination": [
          "obj-11",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-15",
          0
         ],
         "destination": [
          "obj-16",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-17",
          0
         ],
         "destination": [
          "obj-15",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-19",
          0
         ],
         "destination": [
          "obj-18",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-18",
          0
         ],
         "destination": [
          "obj-20",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-20",
          0
         ],
         "destination": [
          "obj-4",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-18",
          1
         ],
         "destination": [
          "obj-21",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-21",
          0
         ],
         "destination": [
          "obj-9",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-18",
          2
         ],
         "destination": [
          "obj-22",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-22",
          0
         ],
         "destination": [
          "obj-13",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-18",
          3
         ],
         "destination": [
          "obj-23",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-23",
          0
         ],
         "destination": [
          "obj-17",
          0
         ]
        }
       }
      ]
     }
    }
   },
   {
    "box": {
     "id": "obj-19",
     "maxclass": "newobj",
     "patching_rect": [
      320.0,
      84.0,
      140.0,
      22.0
     ],
     "text": "p \"tempo\"",
     "numinlets": 0,
     "numoutlets": 0,
     "patcher": {
      "fileversion": 1,
      "appversion": {
       "major": 8,
       "minor": 5,
       "revision": 0,
       "architecture": "x64",
       "modernui": 1
      },
      "classnamespace": "box",
      "rect": [
       80.0,
       100.0,
       1340.0,
       640.0
      ],
      "bglocked": 0,
      "openinpresentation": 0,
      "default_fontsize": 12.0,
      "default_fontname": "Arial",
      "gridsize": [
       15.0,
       15.0
      ],
      "boxes": [
       {
        "box": {
         "id": "obj-1",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          20.0,
          100.0,
          22.0
         ],
         "text": "bpm",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-2",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          20.0,
          170.0,
          22.0
         ],
         "text": "prepend /tempo/bpm",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-3",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          20.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-4",
         "maxclass": "flonum",
         "patching_rect": [
          125.0,
          20.0,
          90.0,
          22.0
         ],
         "minimum": 20.0,
         "maximum": 300.0,
         "numinlets": 1,
         "numoutlets": 2,
         "outlettype": [
          "",
          "bang"
         ]
        }
       },
       {
        "box": {
         "id": "obj-5",
         "maxclass": "comment",
         "patching_rect": [
          220.0,
          20.0,
          130.0,
          22.0
         ],
         "text": "20..300 bpm",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-6",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          54.0,
          100.0,
          22.0
         ],
         "text": "source",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-7",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          44.0,
          170.0,
          22.0
         ],
         "text": "prepend /tempo/source",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-8",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          44.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-9",
         "maxclass": "umenu",
         "patching_rect": [
          125.0,
          54.0,
          140.0,
          22.0
         ],
         "items": [
          "internal",
          ",",
          "midi",
          ",",
          "link"
         ],
         "numinlets": 1,
         "numoutlets": 3,
         "outlettype": [
          "int",
          "",
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-10",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          88.0,
          100.0,
          22.0
         ],
         "text": "quantize",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-11",
         "maxclass": "newobj",
         "patching_rect": [
          1580.0,
          68.0,
          170.0,
          22.0
         ],
         "text": "prepend /tempo/quantize",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-12",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          68.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-13",
         "maxclass": "umenu",
         "patching_rect": [
          125.0,
          88.0,
          140.0,
          22.0
         ],
         "items": [
          "off",
          ",",
          "beat",
          ",",
          "bar",
          ",",
          "4 bars",
          ",",
          "8 bars"
         ],
         "numinlets": 1,
         "numoutlets": 3,
         "outlettype": [
          "int",
          "",
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-14",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          122.0,
          100.0,
          22.0
         ],
         "text": "tap",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-15",
         "maxclass": "newobj",
         "patching_rect": [
          1400.0,
          92.0,
          170.0,
          22.0
         ],
         "text": "prepend /tempo/tap",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-16",
         "maxclass": "newobj",
         "patching_rect": [
          1580.0,
          92.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-17",
         "maxclass": "button",
         "patching_rect": [
          125.0,
          122.0,
          22.0,
          22.0
         ],
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          "bang"
         ]
        }
       },
       {
        "box": {
         "id": "obj-18",
         "maxclass": "message",
         "patching_rect": [
          1940.0,
          92.0,
          170.0,
          22.0
         ],
         "text": "/tempo/tap",
         "numinlets": 2,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-19",
         "maxclass": "newobj",
         "patching_rect": [
          2120.0,
          92.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-20",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          156.0,
          100.0,
          22.0
         ],
         "text": "nudge",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-21",
         "maxclass": "newobj",
         "patching_rect": [
          1580.0,
          116.0,
          170.0,
          22.0
         ],
         "text": "prepend /tempo/nudge",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-22",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          116.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-23",
         "maxclass": "message",
         "patching_rect": [
          125.0,
          156.0,
          17.0,
          22.0
         ],
         "text": "-0.05",
         "numinlets": 2,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-24",
         "maxclass": "message",
         "patching_rect": [
          143.0,
          156.0,
          17.0,
          22.0
         ],
         "text": "0.05",
         "numinlets": 2,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-25",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          190.0,
          100.0,
          22.0
         ],
         "text": "resync",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-26",
         "maxclass": "newobj",
         "patching_rect": [
          1580.0,
          140.0,
          170.0,
          22.0
         ],
         "text": "prepend /tempo/resync",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-27",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          140.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-28",
         "maxclass": "button",
         "patching_rect": [
          125.0,
          190.0,
          22.0,
          22.0
         ],
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          "bang"
         ]
        }
       },
       {
        "box": {
         "id": "obj-29",
         "maxclass": "message",
         "patching_rect": [
          2120.0,
          140.0,
          170.0,
          22.0
         ],
         "text": "/tempo/resync",
         "numinlets": 2,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-30",
         "maxclass": "newobj",
         "patching_rect": [
          1400.0,
          164.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-31",
         "maxclass": "newobj",
         "patching_rect": [
          1580.0,
          164.0,
          170.0,
          22.0
         ],
         "text": "route /tempo/bpm /tempo/source/index /tempo/quantize/index",
         "numinlets": 4,
         "numoutlets": 4,
         "outlettype": [
          "",
          "",
          "",
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-32",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          164.0,
          170.0,
          22.0
         ],
         "text": "r reverie-in",
         "numinlets": 0,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-33",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          164.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-34",
         "maxclass": "newobj",
         "patching_rect": [
          2120.0,
          164.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-35",
         "maxclass": "newobj",
         "patching_rect": [
          1400.0,
          188.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       }
      ],
      "lines": [
       {
        "patchline": {
         "source": [
          "obj-2",
          0
         ],
         "destination": [
          "obj-3",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-4",
          0
         ],
         "destination": [
          "obj-2",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-7",
          0
         ],
         "destination": [
          "obj-8",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-9",
          0
         ],
         "destination": [
          "obj-7",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-11",
          0
         ],
         "destination": [
          "obj-12",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-13",
          0
         ],
         "destination": [
          "obj-11",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-15",
          0
         ],
         "destination": [
          "obj-16",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-17",
          0
         ],
         "destination": [
          "obj-18",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-18",
          0
         ],
         "destination": [
          "obj-19",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-21",
          0
         ],
         "destination": [
          "obj-22",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-23",
          0
         ],
         "destination": [
          "obj-21",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-24",
          0
         ],
         "destination": [
          "obj-21",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-26",
          0
         ],
         "destination": [
          "obj-27",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-28",
          0
         ],
         "destination": [
          "obj-29",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-29",
          0
         ],
         "destination": [
          "obj-30",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-32",
          0
         ],
         "destination": [
          "obj-31",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-31",
          0
         ],
         "destination": [
          "obj-33",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-33",
          0
         ],
         "destination": [
          "obj-4",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-31",
          1
         ],
         "destination": [
          "obj-34",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-34",
          0
         ],
         "destination": [
          "obj-9",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-31",
          2
         ],
         "destination": [
          "obj-35",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-35",
          0
         ],
         "destination": [
          "obj-13",
          0
         ]
        }
       }
      ]
     }
    }
   },
   {
    "box": {
     "id": "obj-20",
     "maxclass": "newobj",
     "patching_rect": [
      470.0,
      84.0,
      140.0,
      22.0
     ],
     "text": "p \"audio\"",
     "numinlets": 0,
     "numoutlets": 0,
     "patcher": {
      "fileversion": 1,
      "appversion": {
       "major": 8,
       "minor": 5,
       "revision": 0,
       "architecture": "x64",
       "modernui": 1
      },
      "classnamespace": "box",
      "rect": [
       80.0,
       100.0,
       1340.0,
       640.0
      ],
      "bglocked": 0,
      "openinpresentation": 0,
      "default_fontsize": 12.0,
      "default_fontname": "Arial",
      "gridsize": [
       15.0,
       15.0
      ],
      "boxes": [
       {
        "box": {
         "id": "obj-1",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          20.0,
          100.0,
          22.0
         ],
         "text": "device",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-2",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          20.0,
          170.0,
          22.0
         ],
         "text": "prepend /audio/device",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-3",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          20.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-4",
         "maxclass": "textedit",
         "patching_rect": [
          125.0,
          20.0,
          150.0,
          24.0
         ],
         "keymode": 1,
         "lines": 1,
         "numinlets": 1,
         "numoutlets": 4,
         "outlettype": [
          "",
          "int",
          "",
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-5",
         "maxclass": "newobj",
         "patching_rect": [
          1400.0,
          44.0,
          170.0,
          22.0
         ],
         "text": "route text",
         "numinlets": 2,
         "numoutlets": 2,
         "outlettype": [
          "",
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-6",
         "maxclass": "newobj",
         "patching_rect": [
          1580.0,
          44.0,
          170.0,
          22.0
         ],
         "text": "tosymbol",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-7",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          54.0,
          100.0,
          22.0
         ],
         "text": "gain",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-8",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          44.0,
          170.0,
          22.0
         ],
         "text": "prepend /audio/gain",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-9",
         "maxclass": "newobj",
         "patching_rect": [
          2120.0,
          44.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-10",
         "maxclass": "flonum",
         "patching_rect": [
          125.0,
          54.0,
          90.0,
          22.0
         ],
         "minimum": 0.0,
         "maximum": 8.0,
         "numinlets": 1,
         "numoutlets": 2,
         "outlettype": [
          "",
          "bang"
         ]
        }
       },
       {
        "box": {
         "id": "obj-11",
         "maxclass": "comment",
         "patching_rect": [
          220.0,
          54.0,
          130.0,
          22.0
         ],
         "text": "0..8 x",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-12",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          68.0,
          170.0,
          22.0
         ],
         "text": "route /audio/device /audio/gain",
         "numinlets": 3,
         "numoutlets": 3,
         "outlettype": [
          "",
          "",
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-13",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          68.0,
          170.0,
          22.0
         ],
         "text": "r reverie-in",
         "numinlets": 0,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-14",
         "maxclass": "newobj",
         "patching_rect": [
          2120.0,
          68.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-15",
         "maxclass": "newobj",
         "patching_rect": [
          1400.0,
          92.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       }
      ],
      "lines": [
       {
        "patchline": {
         "source": [
          "obj-2",
          0
         ],
         "destination": [
          "obj-3",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-4",
          0
         ],
         "destination": [
          "obj-5",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-5",
          0
         ],
         "destination": [
          "obj-6",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-6",
          0
         ],
         "destination": [
          "obj-2",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-8",
          0
         ],
         "destination": [
          "obj-9",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-10",
          0
         ],
         "destination": [
          "obj-8",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-13",
          0
         ],
         "destination": [
          "obj-12",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-12",
          0
         ],
         "destination": [
          "obj-14",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-14",
          0
         ],
         "destination": [
          "obj-4",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-12",
          1
         ],
         "destination": [
          "obj-15",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-15",
          0
         ],
         "destination": [
          "obj-10",
          0
         ]
        }
       }
      ]
     }
    }
   },
   {
    "box": {
     "id": "obj-21",
     "maxclass": "newobj",
     "patching_rect": [
      20.0,
      118.0,
      140.0,
      22.0
     ],
     "text": "p \"mod 1\"",
     "numinlets": 0,
     "numoutlets": 0,
     "patcher": {
      "fileversion": 1,
      "appversion": {
       "major": 8,
       "minor": 5,
       "revision": 0,
       "architecture": "x64",
       "modernui": 1
      },
      "classnamespace": "box",
      "rect": [
       80.0,
       100.0,
       1340.0,
       640.0
      ],
      "bglocked": 0,
      "openinpresentation": 0,
      "default_fontsize": 12.0,
      "default_fontname": "Arial",
      "gridsize": [
       15.0,
       15.0
      ],
      "boxes": [
       {
        "box": {
         "id": "obj-1",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          20.0,
          100.0,
          22.0
         ],
         "text": "target",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-2",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          20.0,
          170.0,
          22.0
         ],
         "text": "prepend /mod/1/target",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-3",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          20.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-4",
         "maxclass": "textedit",
         "patching_rect": [
          125.0,
          20.0,
          150.0,
          24.0
         ],
         "keymode": 1,
         "lines": 1,
         "numinlets": 1,
         "numoutlets": 4,
         "outlettype": [
          "",
          "int",
          "",
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-5",
         "maxclass": "newobj",
         "patching_rect": [
          1400.0,
          44.0,
          170.0,
          22.0
         ],
         "text": "route text",
         "numinlets": 2,
         "numoutlets": 2,
         "outlettype": [
          "",
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-6",
         "maxclass": "newobj",
         "patching_rect": [
          1580.0,
          44.0,
          170.0,
          22.0
         ],
         "text": "tosymbol",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-7",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          54.0,
          100.0,
          22.0
         ],
         "text": "source",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-8",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          44.0,
          170.0,
          22.0
         ],
         "text": "prepend /mod/1/source",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-9",
         "maxclass": "newobj",
         "patching_rect": [
          2120.0,
          44.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-10",
         "maxclass": "umenu",
         "patching_rect": [
          125.0,
          54.0,
          140.0,
          22.0
         ],
         "items": [
          "lfo",
          ",",
          "envelope",
          ",",
          "level",
          ",",
          "low",
          ",",
          "mid",
          ",",
          "high",
          ",",
          "onset"
         ],
         "numinlets": 1,
         "numoutlets": 3,
         "outlettype": [
          "int",
          "",
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-11",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          88.0,
          100.0,
          22.0
         ],
         "text": "shape",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-12",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          68.0,
          170.0,
          22.0
         ],
         "text": "prepend /mod/1/shape",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-13",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          68.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-14",
         "maxclass": "umenu",
         "patching_rect": [
          125.0,
          88.0,
          140.0,
          22.0
         ],
         "items": [
          "sine",
          ",",
          "triangle",
          ",",
          "saw",
          ",",
          "square",
          ",",
          "walk",
          ",",
          "hold"
         ],
         "numinlets": 1,
         "numoutlets": 3,
         "outlettype": [
          "int",
          "",
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-15",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          122.0,
          100.0,
          22.0
         ],
         "text": "depth",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-16",
         "maxclass": "newobj",
         "patching_rect": [
          1580.0,
          92.0,
          170.0,
          22.0
         ],
         "text": "prepend /mod/1/depth",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-17",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          92.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-18",
         "maxclass": "flonum",
         "patching_rect": [
          125.0,
          122.0,
          90.0,
          22.0
         ],
         "minimum": -1.0,
         "maximum": 1.0,
         "numinlets": 1,
         "numoutlets": 2,
         "outlettype": [
          "",
          "bang"
         ]
        }
       },
       {
        "box": {
         "id": "obj-19",
         "maxclass": "comment",
         "patching_rect": [
          220.0,
          122.0,
          130.0,
          22.0
         ],
         "text": "-1..1",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-20",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          156.0,
          100.0,
          22.0
         ],
         "text": "beats",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-21",
         "maxclass": "newobj",
         "patching_rect": [
          1580.0,
          116.0,
          170.0,
          22.0
         ],
         "text": "prepend /mod/1/beats",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-22",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          116.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-23",
         "maxclass": "flonum",
         "patching_rect": [
          125.0,
          156.0,
          90.0,
          22.0
         ],
         "minimum": 0.0,
         "maximum": 128.0,
         "numinlets": 1,
         "numoutlets": 2,
         "outlettype": [
          "",
          "bang"
         ]
        }
       },
       {
        "box": {
         "id": "obj-24",
         "maxclass": "comment",
         "patching_rect": [
          220.0,
          156.0,
          130.0,
          22.0
         ],
         "text": "0..128 beats",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-25",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          190.0,
          100.0,
          22.0
         ],
         "text": "rate",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-26",
         "maxclass": "newobj",
         "patching_rect": [
          1580.0,
          140.0,
          170.0,
          22.0
         ],
         "text": "prepend /mod/1/rate",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-27",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          140.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-28",
         "maxclass": "flonum",
         "patching_rect": [
          125.0,
          190.0,
          90.0,
          22.0
         ],
         "minimum": 0.01,
         "maximum": 20.0,
         "numinlets": 1,
         "numoutlets": 2,
         "outlettype": [
          "",
          "bang"
         ]
        }
       },
       {
        "box": {
         "id": "obj-29",
         "maxclass": "comment",
         "patching_rect": [
          220.0,
          190.0,
          130.0,
          22.0
         ],
         "text": "0.01..20 Hz",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-30",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          224.0,
          100.0,
          22.0
         ],
         "text": "phase",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-31",
         "maxclass": "newobj",
         "patching_rect": [
          1580.0,
          164.0,
          170.0,
          22.0
         ],
         "text": "prepend /mod/1/phase",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-32",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          164.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-33",
         "maxclass": "flonum",
         "patching_rect": [
          125.0,
          224.0,
          90.0,
          22.0
         ],
         "minimum": 0.0,
         "maximum": 1.0,
         "numinlets": 1,
         "numoutlets": 2,
         "outlettype": [
          "",
          "bang"
         ]
        }
       },
       {
        "box": {
         "id": "obj-34",
         "maxclass": "comment",
         "patching_rect": [
          220.0,
          224.0,
          130.0,
          22.0
         ],
         "text": "0..1",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-35",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          258.0,
          100.0,
          22.0
         ],
         "text": "trigger",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-36",
         "maxclass": "newobj",
         "patching_rect": [
          1580.0,
          188.0,
          170.0,
          22.0
         ],
         "text": "prepend /mod/1/trigger",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-37",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          188.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-38",
         "maxclass": "button",
         "patching_rect": [
          125.0,
          258.0,
          22.0,
          22.0
         ],
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          "bang"
         ]
        }
       },
       {
        "box": {
         "id": "obj-39",
         "maxclass": "message",
         "patching_rect": [
          2120.0,
          188.0,
          170.0,
          22.0
         ],
         "text": "/mod/1/trigger",
         "numinlets": 2,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-40",
         "maxclass": "newobj",
         "patching_rect": [
          1400.0,
          212.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-41",
         "maxclass": "newobj",
         "patching_rect": [
          1580.0,
          212.0,
          170.0,
          22.0
         ],
         "text": "route /mod/1/target /mod/1/source/index /mod/1/shape/index /mod/1/depth /mod/1/beats /mod/1/rate /mod/1/phase",
         "numinlets": 8,
         "numoutlets": 8,
         "outlettype": [
          "",
          "",
          "",
          "",
          "",
          "",
          "",
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-42",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          212.0,
          170.0,
          22.0
         ],
         "text": "r reverie-in",
         "numinlets": 0,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-43",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          212.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-44",
         "maxclass": "newobj",
         "patching_rect": [
          2120.0,
          212.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-45",
         "maxclass": "newobj",
         "patching_rect": [
          1400.0,
          236.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-46",
         "maxclass": "newobj",
         "patching_rect": [
          1580.0,
          236.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-47",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          236.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-48",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          236.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-49",
         "maxclass": "newobj",
         "patching_rect": [
          2120.0,
          236.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       }
      ],
      "lines": [
       {
        "patchline": {
         "source": [
          "obj-2",
          0
         ],
         "destination": [
          "obj-3",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-4",
          0
         ],
         "destination": [
          "obj-5",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-5",
          0
         ],
         "destination": [
          "obj-6",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-6",
          0
         ],
         "destination": [
          "obj-2",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-8",
          0
         ],
         "destination": [
          "obj-9",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-10",
          0
         ],
         "destination": [
          "obj-8",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-12",
          0
         ],
         "destination": [
          "obj-13",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-14",
          0
         ],
         "destination": [
          "obj-12",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-16",
          0
         ],
         "destination": [
          "obj-17",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-18",
          0
         ],
         "destination": [
          "obj-16",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-21",
          0
         ],
         "destination": [
          "obj-22",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-23",
          0
         ],
         "destination": [
          "obj-21",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-26",
          0
         ],
         "destination": [
          "obj-27",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-28",
          0
         ],
         "destination": [
          "obj-26",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-31",
          0
         ],
         "destination": [
          "obj-32",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-33",
          0
         ],
         "destination": [
          "obj-31",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-36",
          0
         ],
         "destination": [
          "obj-37",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-38",
          0
         ],
         "destination": [
          "obj-39",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-39",
          0
         ],
         "destination": [
          "obj-40",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-42",
          0
         ],
         "destination": [
          "obj-41",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-41",
          0
         ],
         "destination": [
          "obj-43",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-43",
          0
         ],
         "destination": [
          "obj-4",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-41",
          1
         ],
         "destination": [
          "obj-44",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-44",
          0
         ],
         "destination": [
          "obj-10",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-41",
          2
         ],
         "destination": [
          "obj-45",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-45",
          0
         ],
         "destination": [
          "obj-14",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-41",
          3
         ],
         "destination": [
          "obj-46",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-46",
          0
         ],
         "destination": [
          "obj-18",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-41",
          4
         ],
         "destination": [
          "obj-47",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-47",
          0
         ],
         "destination": [
          "obj-23",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-41",
          5
         ],
         "destination": [
          "obj-48",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-48",
          0
         ],
         "destination": [
          "obj-28",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-41",
          6
         ],
         "destination": [
          "obj-49",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-49",
          0
         ],
         "destination": [
          "obj-33",
          0
         ]
        }
       }
      ]
     }
    }
   },
   {
    "box": {
     "id": "obj-22",
     "maxclass": "newobj",
     "patching_rect": [
      170.0,
      118.0,
      140.0,
      22.0
     ],
     "text": "p \"mod 2\"",
     "numinlets": 0,
     "numoutlets": 0,
     "patcher": {
      "fileversion": 1,
      "appversion": {
       "major": 8,
       "minor": 5,
       "revision": 0,
       "architecture": "x64",
       "modernui": 1
      },
      "classnamespace": "box",
      "rect": [
       80.0,
       100.0,
       1340.0,
       640.0
      ],
      "bglocked": 0,
      "openinpresentation": 0,
      "default_fontsize": 12.0,
      "default_fontname": "Arial",
      "gridsize": [
       15.0,
       15.0
      ],
      "boxes": [
       {
        "box": {
         "id": "obj-1",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          20.0,
          100.0,
          22.0
         ],
         "text": "target",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-2",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          20.0,
          170.0,
          22.0
         ],
         "text": "prepend /mod/2/target",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-3",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          20.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-4",
         "maxclass": "textedit",
         "patching_rect": [
          125.0,
          20.0,
          150.0,
          24.0
         ],
         "keymode": 1,
         "lines": 1,
         "numinlets": 1,
         "numoutlets": 4,
         "outlettype": [
          "",
          "int",
          "",
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-5",
         "maxclass": "newobj",
         "patching_rect": [
          1400.0,
          44.0,
          170.0,
          22.0
         ],
         "text": "route text",
         "numinlets": 2,
         "numoutlets": 2,
         "outlettype": [
          "",
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-6",
         "maxclass": "newobj",
         "patching_rect": [
          1580.0,
          44.0,
          170.0,
          22.0
         ],
         "text": "tosymbol",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-7",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          54.0,
          100.0,
          22.0
         ],
         "text": "source",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-8",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          44.0,
          170.0,
          22.0
         ],
         "text": "prepend /mod/2/source",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-9",
         "maxclass": "newobj",
         "patching_rect": [
          2120.0,
          44.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-10",
         "maxclass": "umenu",
         "patching_rect": [
          125.0,
          54.0,
          140.0,
          22.0
         ],
         "items": [
          "lfo",
          ",",
          "envelope",
          ",",
          "level",
          ",",
          "low",
          ",",
          "mid",
          ",",
          "high",
          ",",
          "onset"
         ],
         "numinlets": 1,
         "numoutlets": 3,
         "outlettype": [
          "int",
          "",
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-11",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          88.0,
          100.0,
          22.0
         ],
         "text": "shape",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-12",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          68.0,
          170.0,
          22.0
         ],
         "text": "prepend /mod/2/shape",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-13",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          68.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-14",
         "maxclass": "umenu",
         "patching_rect": [
          125.0,
          88.0,
          140.0,
          22.0
         ],
         "items": [
          "sine",
          ",",
          "triangle",
          ",",
          "saw",
          ",",
          "square",
          ",",
          "walk",
          ",",
          "hold"
         ],
         "numinlets": 1,
         "numoutlets": 3,
         "outlettype": [
          "int",
          "",
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-15",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          122.0,
          100.0,
          22.0
         ],
         "text": "depth",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-16",
         "maxclass": "newobj",
         "patching_rect": [
          1580.0,
          92.0,
          170.0,
          22.0
         ],
         "text": "prepend /mod/2/depth",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-17",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          92.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-18",
         "maxclass": "flonum",
         "patching_rect": [
          125.0,
          122.0,
          90.0,
          22.0
         ],
         "minimum": -1.0,
         "maximum": 1.0,
         "numinlets": 1,
         "numoutlets": 2,
         "outlettype": [
          "",
          "bang"
         ]
        }
       },
       {
        "box": {
         "id": "obj-19",
         "maxclass": "comment",
         "patching_rect": [
          220.0,
          122.0,
          130.0,
          22.0
         ],
         "text": "-1..1",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-20",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          156.0,
          100.0,
          22.0
         ],
         "text": "beats",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-21",
         "maxclass": "newobj",
         "patching_rect": [
          1580.0,
          116.0,
          170.0,
          22.0
         ],
         "text": "prepend /mod/2/beats",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-22",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          116.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-23",
         "maxclass": "flonum",
         "patching_rect": [
          125.0,
          156.0,
          90.0,
          22.0
         ],
         "minimum": 0.0,
         "maximum": 128.0,
         "numinlets": 1,
         "numoutlets": 2,
         "outlettype": [
          "",
          "bang"
         ]
        }
       },
       {
        "box": {
         "id": "obj-24",
         "maxclass": "comment",
         "patching_rect": [
          220.0,
          156.0,
          130.0,
          22.0
         ],
         "text": "0..128 beats",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-25",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          190.0,
          100.0,
          22.0
         ],
         "text": "rate",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-26",
         "maxclass": "newobj",
         "patching_rect": [
          1580.0,
          140.0,
          170.0,
          22.0
         ],
         "text": "prepend /mod/2/rate",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-27",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          140.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-28",
         "maxclass": "flonum",
         "patching_rect": [
          125.0,
          190.0,
          90.0,
          22.0
         ],
         "minimum": 0.01,
         "maximum": 20.0,
         "numinlets": 1,
         "numoutlets": 2,
         "outlettype": [
          "",
          "bang"
         ]
        }
       },
       {
        "box": {
         "id": "obj-29",
         "maxclass": "comment",
         "patching_rect": [
          220.0,
          190.0,
          130.0,
          22.0
         ],
         "text": "0.01..20 Hz",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-30",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          224.0,
          100.0,
          22.0
         ],
         "text": "phase",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-31",
         "maxclass": "newobj",
         "patching_rect": [
          1580.0,
          164.0,
          170.0,
          22.0
         ],
         "text": "prepend /mod/2/phase",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-32",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          164.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-33",
         "maxclass": "flonum",
         "patching_rect": [
          125.0,
          224.0,
          90.0,
          22.0
         ],
         "minimum": 0.0,
         "maximum": 1.0,
         "numinlets": 1,
         "numoutlets": 2,
         "outlettype": [
          "",
          "bang"
         ]
        }
       },
       {
        "box": {
         "id": "obj-34",
         "maxclass": "comment",
         "patching_rect": [
          220.0,
          224.0,
          130.0,
          22.0
         ],
         "text": "0..1",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-35",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          258.0,
          100.0,
          22.0
         ],
         "text": "trigger",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-36",
         "maxclass": "newobj",
         "patching_rect": [
          1580.0,
          188.0,
          170.0,
          22.0
         ],
         "text": "prepend /mod/2/trigger",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-37",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          188.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-38",
         "maxclass": "button",
         "patching_rect": [
          125.0,
          258.0,
          22.0,
          22.0
         ],
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          "bang"
         ]
        }
       },
       {
        "box": {
         "id": "obj-39",
         "maxclass": "message",
         "patching_rect": [
          2120.0,
          188.0,
          170.0,
          22.0
         ],
         "text": "/mod/2/trigger",
         "numinlets": 2,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-40",
         "maxclass": "newobj",
         "patching_rect": [
          1400.0,
          212.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-41",
         "maxclass": "newobj",
         "patching_rect": [
          1580.0,
          212.0,
          170.0,
          22.0
         ],
         "text": "route /mod/2/target /mod/2/source/index /mod/2/shape/index /mod/2/depth /mod/2/beats /mod/2/rate /mod/2/phase",
         "numinlets": 8,
         "numoutlets": 8,
         "outlettype": [
          "",
          "",
          "",
          "",
          "",
          "",
          "",
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-42",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          212.0,
          170.0,
          22.0
         ],
         "text": "r reverie-in",
         "numinlets": 0,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-43",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          212.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-44",
         "maxclass": "newobj",
         "patching_rect": [
          2120.0,
          212.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-45",
         "maxclass": "newobj",
         "patching_rect": [
          1400.0,
          236.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-46",
         "maxclass": "newobj",
         "patching_rect": [
          1580.0,
          236.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-47",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          236.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-48",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          236.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-49",
         "maxclass": "newobj",
         "patching_rect": [
          2120.0,
          236.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       }
      ],
      "lines": [
       {
        "patchline": {
         "source": [
          "obj-2",
          0
         ],
         "destination": [
          "obj-3",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-4",
          0
         ],
         "destination": [
          "obj-5",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-5",
          0
         ],
         "destination": [
          "obj-6",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-6",
          0
         ],
         "destination": [
          "obj-2",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-8",
          0
         ],
         "destination": [
          "obj-9",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-10",
          0
         ],
         "destination": [
          "obj-8",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-12",
          0
         ],
         "destination": [
          "obj-13",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-14",
          0
         ],
         "destination": [
          "obj-12",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-16",
          0
         ],
         "destination": [
          "obj-17",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-18",
          0
         ],
         "destination": [
          "obj-16",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-21",
          0
         ],
         "destination": [
          "obj-22",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-23",
          0
         ],
         "destination": [
          "obj-21",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-26",
          0
         ],
         "destination": [
          "obj-27",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-28",
          0
         ],
         "destination": [
          "obj-26",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-31",
          0
         ],
         "destination": [
          "obj-32",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-33",
          0
         ],
         "destination": [
          "obj-31",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-36",
          0
         ],
         "destination": [
          "obj-37",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-38",
          0
         ],
         "destination": [
          "obj-39",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-39",
          0
         ],
         "destination": [
          "obj-40",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-42",
          0
         ],
         "destination": [
          "obj-41",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-41",
          0
         ],
         "destination": [
          "obj-43",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-43",
          0
         ],
         "destination": [
          "obj-4",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-41",
          1
         ],
         "destination": [
          "obj-44",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-44",
          0
         ],
         "destination": [
          "obj-10",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-41",
          2
         ],
         "destination": [
          "obj-45",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-45",
          0
         ],
         "destination": [
          "obj-14",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-41",
          3
         ],
         "destination": [
          "obj-46",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-46",
          0
         ],
         "destination": [
          "obj-18",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-41",
          4
         ],
         "destination": [
          "obj-47",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-47",
          0
         ],
         "destination": [
          "obj-23",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-41",
          5
         ],
         "destination": [
          "obj-48",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-48",
          0
         ],
         "destination": [
          "obj-28",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-41",
          6
         ],
         "destination": [
          "obj-49",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-49",
          0
         ],
         "destination": [
          "obj-33",
          0
         ]
        }
       }
      ]
     }
    }
   },
   {
    "box": {
     "id": "obj-23",
     "maxclass": "newobj",
     "patching_rect": [
      320.0,
      118.0,
      140.0,
      22.0
     ],
     "text": "p \"mod 3\"",
     "numinlets": 0,
     "numoutlets": 0,
     "patcher": {
      "fileversion": 1,
      "appversion": {
       "major": 8,
       "minor": 5,
       "revision": 0,
       "architecture": "x64",
       "modernui": 1
      },
      "classnamespace": "box",
      "rect": [
       80.0,
       100.0,
       1340.0,
       640.0
      ],
      "bglocked": 0,
      "openinpresentation": 0,
      "default_fontsize": 12.0,
      "default_fontname": "Arial",
      "gridsize": [
       15.0,
       15.0
      ],
      "boxes": [
       {
        "box": {
         "id": "obj-1",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          20.0,
          100.0,
          22.0
         ],
         "text": "target",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-2",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          20.0,
          170.0,
          22.0
         ],
         "text": "prepend /mod/3/target",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-3",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          20.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-4",
         "maxclass": "textedit",
         "patching_rect": [
          125.0,
          20.0,
          150.0,
          24.0
         ],
         "keymode": 1,
         "lines": 1,
         "numinlets": 1,
         "numoutlets": 4,
         "outlettype": [
          "",
          "int",
          "",
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-5",
         "maxclass": "newobj",
         "patching_rect": [
          1400.0,
          44.0,
          170.0,
          22.0
         ],
         "text": "route text",
         "numinlets": 2,
         "numoutlets": 2,
         "outlettype": [
          "",
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-6",
         "maxclass": "newobj",
         "patching_rect": [
          1580.0,
          44.0,
          170.0,
          22.0
         ],
         "text": "tosymbol",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-7",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          54.0,
          100.0,
          22.0
         ],
         "text": "source",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-8",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          44.0,
          170.0,
          22.0
         ],
         "text": "prepend /mod/3/source",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-9",
         "maxclass": "newobj",
         "patching_rect": [
          2120.0,
          44.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-10",
         "maxclass": "umenu",
         "patching_rect": [
          125.0,
          54.0,
          140.0,
          22.0
         ],
         "items": [
          "lfo",
          ",",
          "envelope",
          ",",
          "level",
          ",",
          "low",
          ",",
          "mid",
          ",",
          "high",
          ",",
          "onset"
         ],
         "numinlets": 1,
         "numoutlets": 3,
         "outlettype": [
          "int",
          "",
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-11",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          88.0,
          100.0,
          22.0
         ],
         "text": "shape",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-12",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          68.0,
          170.0,
          22.0
         ],
         "text": "prepend /mod/3/shape",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-13",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          68.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-14",
         "maxclass": "umenu",
         "patching_rect": [
          125.0,
          88.0,
          140.0,
          22.0
         ],
         "items": [
          "sine",
          ",",
          "triangle",
          ",",
          "saw",
          ",",
          "square",
          ",",
          "walk",
          ",",
          "hold"
         ],
         "numinlets": 1,
         "numoutlets": 3,
         "outlettype": [
          "int",
          "",
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-15",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          122.0,
          100.0,
          22.0
         ],
         "text": "depth",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-16",
         "maxclass": "newobj",
         "patching_rect": [
          1580.0,
          92.0,
          170.0,
          22.0
         ],
         "text": "prepend /mod/3/depth",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-17",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          92.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-18",
         "maxclass": "flonum",
         "patching_rect": [
          125.0,
          122.0,
          90.0,
          22.0
         ],
         "minimum": -1.0,
         "maximum": 1.0,
         "numinlets": 1,
         "numoutlets": 2,
         "outlettype": [
          "",
          "bang"
         ]
        }
       },
       {
        "box": {
         "id": "obj-19",
         "maxclass": "comment",
         "patching_rect": [
          220.0,
          122.0,
          130.0,
          22.0
         ],
         "text": "-1..1",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-20",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          156.0,
          100.0,
          22.0
         ],
         "text": "beats",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-21",
         "maxclass": "newobj",
         "patching_rect": [
          1580.0,
          116.0,
          170.0,
          22.0
         ],
         "text": "prepend /mod/3/beats",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-22",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          116.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-23",
         "maxclass": "flonum",
         "patching_rect": [
          125.0,
          156.0,
          90.0,
          22.0
         ],
         "minimum": 0.0,
         "maximum": 128.0,
         "numinlets": 1,
         "numoutlets": 2,
         "outlettype": [
          "",
          "bang"
         ]
        }
       },
       {
        "box": {
         "id": "obj-24",
         "maxclass": "comment",
         "patching_rect": [
          220.0,
          156.0,
          130.0,
          22.0
         ],
         "text": "0..128 beats",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-25",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          190.0,
          100.0,
          22.0
         ],
         "text": "rate",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-26",
         "maxclass": "newobj",
         "patching_rect": [
          1580.0,
          140.0,
          170.0,
          22.0
         ],
         "text": "prepend /mod/3/rate",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-27",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          140.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-28",
         "maxclass": "flonum",
         "patching_rect": [
          125.0,
          190.0,
          90.0,
          22.0
         ],
         "minimum": 0.01,
         "maximum": 20.0,
         "numinlets": 1,
         "numoutlets": 2,
         "outlettype": [
          "",
          "bang"
         ]
        }
       },
       {
        "box": {
         "id": "obj-29",
         "maxclass": "comment",
         "patching_rect": [
          220.0,
          190.0,
          130.0,
          22.0
         ],
         "text": "0.01..20 Hz",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-30",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          224.0,
          100.0,
          22.0
         ],
         "text": "phase",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-31",
         "maxclass": "newobj",
         "patching_rect": [
          1580.0,
          164.0,
          170.0,
          22.0
         ],
         "text": "prepend /mod/3/phase",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-32",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          164.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-33",
         "maxclass": "flonum",
         "patching_rect": [
          125.0,
          224.0,
          90.0,
          22.0
         ],
         "minimum": 0.0,
         "maximum": 1.0,
         "numinlets": 1,
         "numoutlets": 2,
         "outlettype": [
          "",
          "bang"
         ]
        }
       },
       {
        "box": {
         "id": "obj-34",
         "maxclass": "comment",
         "patching_rect": [
          220.0,
          224.0,
          130.0,
          22.0
         ],
         "text": "0..1",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-35",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          258.0,
          100.0,
          22.0
         ],
         "text": "trigger",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-36",
         "maxclass": "newobj",
         "patching_rect": [
          1580.0,
          188.0,
          170.0,
          22.0
         ],
         "text": "prepend /mod/3/trigger",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-37",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          188.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-38",
         "maxclass": "button",
         "patching_rect": [
          125.0,
          258.0,
          22.0,
          22.0
         ],
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          "bang"
         ]
        }
       },
       {
        "box": {
         "id": "obj-39",
         "maxclass": "message",
         "patching_rect": [
          2120.0,
          188.0,
          170.0,
          22.0
         ],
         "text": "/mod/3/trigger",
         "numinlets": 2,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-40",
         "maxclass": "newobj",
         "patching_rect": [
          1400.0,
          212.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-41",
         "maxclass": "newobj",
         "patching_rect": [
          1580.0,
          212.0,
          170.0,
          22.0
         ],
         "text": "route /mod/3/target /mod/3/source/index /mod/3/shape/index /mod/3/depth /mod/3/beats /mod/3/rate /mod/3/phase",
         "numinlets": 8,
         "numoutlets": 8,
         "outlettype": [
          "",
          "",
          "",
          "",
          "",
          "",
          "",
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-42",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          212.0,
          170.0,
          22.0
         ],
         "text": "r reverie-in",
         "numinlets": 0,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-43",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          212.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-44",
         "maxclass": "newobj",
         "patching_rect": [
          2120.0,
          212.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-45",
         "maxclass": "newobj",
         "patching_rect": [
          1400.0,
          236.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-46",
         "maxclass": "newobj",
         "patching_rect": [
          1580.0,
          236.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-47",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          236.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-48",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          236.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-49",
         "maxclass": "newobj",
         "patching_rect": [
          2120.0,
          236.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       }
      ],
      "lines": [
       {
        "patchline": {
         "source": [
          "obj-2",
          0
         ],
         "destination": [
          "obj-3",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-4",
          0
         ],
         "destination": [
          "obj-5",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-5",
          0
         ],
         "destination": [
          "obj-6",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-6",
          0
         ],
         "destination": [
          "obj-2",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-8",
          0
         ],
         "destination": [
          "obj-9",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-10",
          0
         ],
         "destination": [
          "obj-8",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-12",
          0
         ],
         "destination": [
          "obj-13",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-14",
          0
         ],
         "destination": [
          "obj-12",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-16",
          0
         ],
         "destination": [
          "obj-17",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-18",
          0
         ],
         "destination": [
          "obj-16",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-21",
          0
         ],
         "destination": [
          "obj-22",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-23",
          0
         ],
         "destination": [
          "obj-21",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-26",
          0
         ],
         "destination": [
          "obj-27",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-28",
          0
         ],
         "destination": [
          "obj-26",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-31",
          0
         ],
         "destination": [
          "obj-32",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-33",
          0
         ],
         "destination": [
          "obj-31",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-36",
          0
         ],
         "destination": [
          "obj-37",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-38",
          0
         ],
         "destination": [
          "obj-39",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-39",
          0
         ],
         "destination": [
          "obj-40",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-42",
          0
         ],
         "destination": [
          "obj-41",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-41",
          0
         ],
         "destination": [
          "obj-43",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-43",
          0
         ],
         "destination": [
          "obj-4",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-41",
          1
         ],
         "destination": [
          "obj-44",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-44",
          0
         ],
         "destination": [
          "obj-10",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-41",
          2
         ],
         "destination": [
          "obj-45",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-45",
          0
         ],
         "destination": [
          "obj-14",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-41",
          3
         ],
         "destination": [
          "obj-46",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-46",
          0
         ],
         "destination": [
          "obj-18",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-41",
          4
         ],
         "destination": [
          "obj-47",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-47",
          0
         ],
         "destination": [
          "obj-23",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-41",
          5
         ],
         "destination": [
          "obj-48",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-48",
          0
         ],
         "destination": [
          "obj-28",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-41",
          6
         ],
         "destination": [
          "obj-49",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-49",
          0
         ],
         "destination": [
          "obj-33",
          0
         ]
        }
       }
      ]
     }
    }
   },
   {
    "box": {
     "id": "obj-24",
     "maxclass": "newobj",
     "patching_rect": [
      470.0,
      118.0,
      140.0,
      22.0
     ],
     "text": "p \"mod 4\"",
     "numinlets": 0,
     "numoutlets": 0,
     "patcher": {
      "fileversion": 1,
      "appversion": {
       "major": 8,
       "minor": 5,
       "revision": 0,
       "architecture": "x64",
       "modernui": 1
      },
      "classnamespace": "box",
      "rect": [
       80.0,
       100.0,
       1340.0,
       640.0
      ],
      "bglocked": 0,
      "openinpresentation": 0,
      "default_fontsize": 12.0,
      "default_fontname": "Arial",
      "gridsize": [
       15.0,
       15.0
      ],
      "boxes": [
       {
        "box": {
         "id": "obj-1",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          20.0,
          100.0,
          22.0
         ],
         "text": "target",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-2",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          20.0,
          170.0,
          22.0
         ],
         "text": "prepend /mod/4/target",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-3",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          20.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-4",
         "maxclass": "textedit",
         "patching_rect": [
          125.0,
          20.0,
          150.0,
          24.0
         ],
         "keymode": 1,
         "lines": 1,
         "numinlets": 1,
         "numoutlets": 4,
         "outlettype": [
          "",
          "int",
          "",
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-5",
         "maxclass": "newobj",
         "patching_rect": [
          1400.0,
          44.0,
          170.0,
          22.0
         ],
         "text": "route text",
         "numinlets": 2,
         "numoutlets": 2,
         "outlettype": [
          "",
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-6",
         "maxclass": "newobj",
         "patching_rect": [
          1580.0,
          44.0,
          170.0,
          22.0
         ],
         "text": "tosymbol",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-7",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          54.0,
          100.0,
          22.0
         ],
         "text": "source",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-8",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          44.0,
          170.0,
          22.0
         ],
         "text": "prepend /mod/4/source",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-9",
         "maxclass": "newobj",
         "patching_rect": [
          2120.0,
          44.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-10",
         "maxclass": "umenu",
         "patching_rect": [
          125.0,
          54.0,
          140.0,
          22.0
         ],
         "items": [
          "lfo",
          ",",
          "envelope",
          ",",
          "level",
          ",",
          "low",
          ",",
          "mid",
          ",",
          "high",
          ",",
          "onset"
         ],
         "numinlets": 1,
         "numoutlets": 3,
         "outlettype": [
          "int",
          "",
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-11",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          88.0,
          100.0,
          22.0
         ],
         "text": "shape",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-12",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          68.0,
          170.0,
          22.0
         ],
         "text": "prepend /mod/4/shape",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-13",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          68.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-14",
         "maxclass": "umenu",
         "patching_rect": [
          125.0,
          88.0,
          140.0,
          22.0
         ],
         "items": [
          "sine",
          ",",
          "triangle",
          ",",
          "saw",
          ",",
          "square",
          ",",
          "walk",
          ",",
          "hold"
         ],
         "numinlets": 1,
         "numoutlets": 3,
         "outlettype": [
          "int",
          "",
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-15",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          122.0,
          100.0,
          22.0
         ],
         "text": "depth",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-16",
         "maxclass": "newobj",
         "patching_rect": [
          1580.0,
          92.0,
          170.0,
          22.0
         ],
         "text": "prepend /mod/4/depth",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-17",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          92.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-18",
         "maxclass": "flonum",
         "patching_rect": [
          125.0,
          122.0,
          90.0,
          22.0
         ],
         "minimum": -1.0,
         "maximum": 1.0,
         "numinlets": 1,
         "numoutlets": 2,
         "outlettype": [
          "",
          "bang"
         ]
        }
       },
       {
        "box": {
         "id": "obj-19",
         "maxclass": "comment",
         "patching_rect": [
          220.0,
          122.0,
          130.0,
          22.0
         ],
         "text": "-1..1",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-20",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          156.0,
          100.0,
          22.0
         ],
         "text": "beats",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-21",
         "maxclass": "newobj",
         "patching_rect": [
          1580.0,
          116.0,
          170.0,
          22.0
         ],
         "text": "prepend /mod/4/beats",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-22",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          116.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-23",
         "maxclass": "flonum",
         "patching_rect": [
          125.0,
          156.0,
          90.0,
          22.0
         ],
         "minimum": 0.0,
         "maximum": 128.0,
         "numinlets": 1,
         "numoutlets": 2,
         "outlettype": [
          "",
          "bang"
         ]
        }
       },
       {
        "box": {
         "id": "obj-24",
         "maxclass": "comment",
         "patching_rect": [
          220.0,
          156.0,
          130.0,
          22.0
         ],
         "text": "0..128 beats",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-25",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          190.0,
          100.0,
          22.0
         ],
         "text": "rate",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-26",
         "maxclass": "newobj",
         "patching_rect": [
          1580.0,
          140.0,
          170.0,
          22.0
         ],
         "text": "prepend /mod/4/rate",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-27",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          140.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-28",
         "maxclass": "flonum",
         "patching_rect": [
          125.0,
          190.0,
          90.0,
          22.0
         ],
         "minimum": 0.01,
         "maximum": 20.0,
         "numinlets": 1,
         "numoutlets": 2,
         "outlettype": [
          "",
          "bang"
         ]
        }
       },
       {
        "box": {
         "id": "obj-29",
         "maxclass": "comment",
         "patching_rect": [
          220.0,
          190.0,
          130.0,
          22.0
         ],
         "text": "0.01..20 Hz",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-30",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          224.0,
          100.0,
          22.0
         ],
         "text": "phase",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-31",
         "maxclass": "newobj",
         "patching_rect": [
          1580.0,
          164.0,
          170.0,
          22.0
         ],
         "text": "prepend /mod/4/phase",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-32",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          164.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-33",
         "maxclass": "flonum",
         "patching_rect": [
          125.0,
          224.0,
          90.0,
          22.0
         ],
         "minimum": 0.0,
         "maximum": 1.0,
         "numinlets": 1,
         "numoutlets": 2,
         "outlettype": [
          "",
          "bang"
         ]
        }
       },
       {
        "box": {
         "id": "obj-34",
         "maxclass": "comment",
         "patching_rect": [
          220.0,
          224.0,
          130.0,
          22.0
         ],
         "text": "0..1",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-35",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          258.0,
          100.0,
          22.0
         ],
         "text": "trigger",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-36",
         "maxclass": "newobj",
         "patching_rect": [
          1580.0,
          188.0,
          170.0,
          22.0
         ],
         "text": "prepend /mod/4/trigger",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-37",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          188.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-38",
         "maxclass": "button",
         "patching_rect": [
          125.0,
          258.0,
          22.0,
          22.0
         ],
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          "bang"
         ]
        }
       },
       {
        "box": {
         "id": "obj-39",
         "maxclass": "message",
         "patching_rect": [
          2120.0,
          188.0,
          170.0,
          22.0
         ],
         "text": "/mod/4/trigger",
         "numinlets": 2,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-40",
         "maxclass": "newobj",
         "patching_rect": [
          1400.0,
          212.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-41",
         "maxclass": "newobj",
         "patching_rect": [
          1580.0,
          212.0,
          170.0,
          22.0
         ],
         "text": "route /mod/4/target /mod/4/source/index /mod/4/shape/index /mod/4/depth /mod/4/beats /mod/4/rate /mod/4/phase",
         "numinlets": 8,
         "numoutlets": 8,
         "outlettype": [
          "",
          "",
          "",
          "",
          "",
          "",
          "",
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-42",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          212.0,
          170.0,
          22.0
         ],
         "text": "r reverie-in",
         "numinlets": 0,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-43",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          212.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-44",
         "maxclass": "newobj",
         "patching_rect": [
          2120.0,
          212.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-45",
         "maxclass": "newobj",
         "patching_rect": [
          1400.0,
          236.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-46",
         "maxclass": "newobj",
         "patching_rect": [
          1580.0,
          236.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-47",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          236.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-48",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          236.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-49",
         "maxclass": "newobj",
         "patching_rect": [
          2120.0,
          236.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       }
      ],
      "lines": [
       {
        "patchline": {
         "source": [
          "obj-2",
          0
         ],
         "destination": [
          "obj-3",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-4",
          0
         ],
         "destination": [
          "obj-5",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-5",
          0
         ],
         "destination": [
          "obj-6",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-6",
          0
         ],
         "destination": [
          "obj-2",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-8",
          0
         ],
         "destination": [
          "obj-9",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-10",
          0
         ],
         "destination": [
          "obj-8",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-12",
          0
         ],
         "destination": [
          "obj-13",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-14",
          0
         ],
         "destination": [
          "obj-12",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-16",
          0
         ],
         "destination": [
          "obj-17",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-18",
          0
         ],
         "destination": [
          "obj-16",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-21",
          0
         ],
         "destination": [
          "obj-22",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-23",
          0
         ],
         "destination": [
          "obj-21",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-26",
          0
         ],
         "destination": [
          "obj-27",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-28",
          0
         ],
         "destination": [
          "obj-26",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-31",
          0
         ],
         "destination": [
          "obj-32",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-33",
          0
         ],
         "destination": [
          "obj-31",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-36",
          0
         ],
         "destination": [
          "obj-37",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-38",
          0
         ],
         "destination": [
          "obj-39",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-39",
          0
         ],
         "destination": [
          "obj-40",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-42",
          0
         ],
         "destination": [
          "obj-41",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-41",
          0
         ],
         "destination": [
          "obj-43",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-43",
          0
         ],
         "destination": [
          "obj-4",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-41",
          1
         ],
         "destination": [
          "obj-44",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-44",
          0
         ],
         "destination": [
          "obj-10",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-41",
          2
         ],
         "destination": [
          "obj-45",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-45",
          0
         ],
         "destination": [
          "obj-14",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-41",
          3
         ],
         "destination": [
          "obj-46",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-46",
          0
         ],
         "destination": [
          "obj-18",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-41",
          4
         ],
         "destination": [
          "obj-47",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-47",
          0
         ],
         "destination": [
          "obj-23",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-41",
          5
         ],
         "destination": [
          "obj-48",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-48",
          0
         ],
         "destination": [
          "obj-28",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-41",
          6
         ],
         "destination": [
          "obj-49",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-49",
          0
         ],
         "destination": [
          "obj-33",
          0
         ]
        }
       }
      ]
     }
    }
   },
   {
    "box": {
     "id": "obj-25",
     "maxclass": "newobj",
     "patching_rect": [
      20.0,
      152.0,
      140.0,
      22.0
     ],
     "text": "p \"mod 5\"",
     "numinlets": 0,
     "numoutlets": 0,
     "patcher": {
      "fileversion": 1,
      "appversion": {
       "major": 8,
       "minor": 5,
       "revision": 0,
       "architecture": "x64",
       "modernui": 1
      },
      "classnamespace": "box",
      "rect": [
       80.0,
       100.0,
       1340.0,
       640.0
      ],
      "bglocked": 0,
      "openinpresentation": 0,
      "default_fontsize": 12.0,
      "default_fontname": "Arial",
      "gridsize": [
       15.0,
       15.0
      ],
      "boxes": [
       {
        "box": {
         "id": "obj-1",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          20.0,
          100.0,
          22.0
         ],
         "text": "target",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-2",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          20.0,
          170.0,
          22.0
         ],
         "text": "prepend /mod/5/target",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-3",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          20.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-4",
         "maxclass": "textedit",
         "patching_rect": [
          125.0,
          20.0,
          150.0,
          24.0
         ],
         "keymode": 1,
         "lines": 1,
         "numinlets": 1,
         "numoutlets": 4,
         "outlettype": [
          "",
          "int",
          "",
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-5",
         "maxclass": "newobj",
         "patching_rect": [
          1400.0,
          44.0,
          170.0,
          22.0
         ],
         "text": "route text",
         "numinlets": 2,
         "numoutlets": 2,
         "outlettype": [
          "",
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-6",
         "maxclass": "newobj",
         "patching_rect": [
          1580.0,
          44.0,
          170.0,
          22.0
         ],
         "text": "tosymbol",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-7",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          54.0,
          100.0,
          22.0
         ],
         "text": "source",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-8",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          44.0,
          170.0,
          22.0
         ],
         "text": "prepend /mod/5/source",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-9",
         "maxclass": "newobj",
         "patching_rect": [
          2120.0,
          44.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-10",
         "maxclass": "umenu",
         "patching_rect": [
          125.0,
          54.0,
          140.0,
          22.0
         ],
         "items": [
          "lfo",
          ",",
          "envelope",
          ",",
          "level",
          ",",
          "low",
          ",",
          "mid",
          ",",
          "high",
          ",",
          "onset"
         ],
         "numinlets": 1,
         "numoutlets": 3,
         "outlettype": [
          "int",
          "",
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-11",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          88.0,
          100.0,
          22.0
         ],
         "text": "shape",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-12",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          68.0,
          170.0,
          22.0
         ],
         "text": "prepend /mod/5/shape",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-13",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          68.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-14",
         "maxclass": "umenu",
         "patching_rect": [
          125.0,
          88.0,
          140.0,
          22.0
         ],
         "items": [
          "sine",
          ",",
          "triangle",
          ",",
          "saw",
          ",",
          "square",
          ",",
          "walk",
          ",",
          "hold"
         ],
         "numinlets": 1,
         "numoutlets": 3,
         "outlettype": [
          "int",
          "",
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-15",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          122.0,
          100.0,
          22.0
         ],
         "text": "depth",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-16",
         "maxclass": "newobj",
         "patching_rect": [
          1580.0,
          92.0,
          170.0,
          22.0
         ],
         "text": "prepend /mod/5/depth",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-17",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          92.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-18",
         "maxclass": "flonum",
         "patching_rect": [
          125.0,
          122.0,
          90.0,
          22.0
         ],
         "minimum": -1.0,
         "maximum": 1.0,
         "numinlets": 1,
         "numoutlets": 2,
         "outlettype": [
          "",
          "bang"
         ]
        }
       },
       {
        "box": {
         "id": "obj-19",
         "maxclass": "comment",
         "patching_rect": [
          220.0,
          122.0,
          130.0,
          22.0
         ],
         "text": "-1..1",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-20",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          156.0,
          100.0,
          22.0
         ],
         "text": "beats",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-21",
         "maxclass": "newobj",
         "patching_rect": [
          1580.0,
          116.0,
          170.0,
          22.0
         ],
         "text": "prepend /mod/5/beats",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-22",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          116.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-23",
         "maxclass": "flonum",
         "patching_rect": [
          125.0,
          156.0,
          90.0,
          22.0
         ],
         "minimum": 0.0,
         "maximum": 128.0,
         "numinlets": 1,
         "numoutlets": 2,
         "outlettype": [
          "",
          "bang"
         ]
        }
       },
       {
        "box": {
         "id": "obj-24",
         "maxclass": "comment",
         "patching_rect": [
          220.0,
          156.0,
          130.0,
          22.0
         ],
         "text": "0..128 beats",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-25",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          190.0,
          100.0,
          22.0
         ],
         "text": "rate",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-26",
         "maxclass": "newobj",
         "patching_rect": [
          1580.0,
          140.0,
          170.0,
          22.0
         ],
         "text": "prepend /mod/5/rate",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-27",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          140.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-28",
         "maxclass": "flonum",
         "patching_rect": [
          125.0,
          190.0,
          90.0,
          22.0
         ],
         "minimum": 0.01,
         "maximum": 20.0,
         "numinlets": 1,
         "numoutlets": 2,
         "outlettype": [
          "",
          "bang"
         ]
        }
       },
       {
        "box": {
         "id": "obj-29",
         "maxclass": "comment",
         "patching_rect": [
          220.0,
          190.0,
          130.0,
          22.0
         ],
         "text": "0.01..20 Hz",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-30",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          224.0,
          100.0,
          22.0
         ],
         "text": "phase",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-31",
         "maxclass": "newobj",
         "patching_rect": [
          1580.0,
          164.0,
          170.0,
          22.0
         ],
         "text": "prepend /mod/5/phase",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-32",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          164.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-33",
         "maxclass": "flonum",
         "patching_rect": [
          125.0,
          224.0,
          90.0,
          22.0
         ],
         "minimum": 0.0,
         "maximum": 1.0,
         "numinlets": 1,
         "numoutlets": 2,
         "outlettype": [
          "",
          "bang"
         ]
        }
       },
       {
        "box": {
         "id": "obj-34",
         "maxclass": "comment",
         "patching_rect": [
          220.0,
          224.0,
          130.0,
          22.0
         ],
         "text": "0..1",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-35",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          258.0,
          100.0,
          22.0
         ],
         "text": "trigger",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-36",
         "maxclass": "newobj",
         "patching_rect": [
          1580.0,
          188.0,
          170.0,
          22.0
         ],
         "text": "prepend /mod/5/trigger",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-37",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          188.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-38",
         "maxclass": "button",
         "patching_rect": [
          125.0,
          258.0,
          22.0,
          22.0
         ],
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          "bang"
         ]
        }
       },
       {
        "box": {
         "id": "obj-39",
         "maxclass": "message",
         "patching_rect": [
          2120.0,
          188.0,
          170.0,
          22.0
         ],
         "text": "/mod/5/trigger",
         "numinlets": 2,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-40",
         "maxclass": "newobj",
         "patching_rect": [
          1400.0,
          212.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-41",
         "maxclass": "newobj",
         "patching_rect": [
          1580.0,
          212.0,
          170.0,
          22.0
         ],
         "text": "route /mod/5/target /mod/5/source/index /mod/5/shape/index /mod/5/depth /mod/5/beats /mod/5/rate /mod/5/phase",
         "numinlets": 8,
         "numoutlets": 8,
         "outlettype": [
          "",
          "",
          "",
          "",
          "",
          "",
          "",
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-42",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          212.0,
          170.0,
          22.0
         ],
         "text": "r reverie-in",
         "numinlets": 0,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-43",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          212.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-44",
         "maxclass": "newobj",
         "patching_rect": [
          2120.0,
          212.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-45",
         "maxclass": "newobj",
         "patching_rect": [
          1400.0,
          236.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-46",
         "maxclass": "newobj",
         "patching_rect": [
          1580.0,
          236.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-47",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          236.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-48",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          236.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-49",
         "maxclass": "newobj",
         "patching_rect": [
          2120.0,
          236.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       }
      ],
      "lines": [
       {
        "patchline": {
         "source": [
          "obj-2",
          0
         ],
         "destination": [
          "obj-3",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-4",
          0
         ],
         "destination": [
          "obj-5",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-5",
          0
         ],
         "destination": [
          "obj-6",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-6",
          0
         ],
         "destination": [
          "obj-2",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-8",
          0
         ],
         "destination": [
          "obj-9",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-10",
          0
         ],
         "destination": [
          "obj-8",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-12",
          0
         ],
         "destination": [
          "obj-13",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-14",
          0
         ],
         "destination": [
          "obj-12",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-16",
          0
         ],
         "destination": [
          "obj-17",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-18",
          0
         ],
         "destination": [
          "obj-16",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-21",
          0
         ],
         "destination": [
          "obj-22",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-23",
          0
         ],
         "destination": [
          "obj-21",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-26",
          0
         ],
         "destination": [
          "obj-27",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-28",
          0
         ],
         "destination": [
          "obj-26",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-31",
          0
         ],
         "destination": [
          "obj-32",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-33",
          0
         ],
         "destination": [
          "obj-31",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-36",
          0
         ],
         "destination": [
          "obj-37",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-38",
          0
         ],
         "destination": [
          "obj-39",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-39",
          0
         ],
         "destination": [
          "obj-40",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-42",
          0
         ],
         "destination": [
          "obj-41",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-41",
          0
         ],
         "destination": [
          "obj-43",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-43",
          0
         ],
         "destination": [
          "obj-4",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-41",
          1
         ],
         "destination": [
          "obj-44",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-44",
          0
         ],
         "destination": [
          "obj-10",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-41",
          2
         ],
         "destination": [
          "obj-45",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-45",
          0
         ],
         "destination": [
          "obj-14",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-41",
          3
         ],
         "destination": [
          "obj-46",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-46",
          0
         ],
         "destination": [
          "obj-18",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-41",
          4
         ],
         "destination": [
          "obj-47",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-47",
          0
         ],
         "destination": [
          "obj-23",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-41",
          5
         ],
         "destination": [
          "obj-48",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-48",
          0
         ],
         "destination": [
          "obj-28",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-41",
          6
         ],
         "destination": [
          "obj-49",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-49",
          0
         ],
         "destination": [
          "obj-33",
          0
         ]
        }
       }
      ]
     }
    }
   },
   {
    "box": {
     "id": "obj-26",
     "maxclass": "newobj",
     "patching_rect": [
      170.0,
      152.0,
      140.0,
      22.0
     ],
     "text": "p \"mod 6\"",
     "numinlets": 0,
     "numoutlets": 0,
     "patcher": {
      "fileversion": 1,
      "appversion": {
       "major": 8,
       "minor": 5,
       "revision": 0,
       "architecture": "x64",
       "modernui": 1
      },
      "classnamespace": "box",
      "rect": [
       80.0,
       100.0,
       1340.0,
       640.0
      ],
      "bglocked": 0,
      "openinpresentation": 0,
      "default_fontsize": 12.0,
      "default_fontname": "Arial",
      "gridsize": [
       15.0,
       15.0
      ],
      "boxes": [
       {
        "box": {
         "id": "obj-1",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          20.0,
          100.0,
          22.0
         ],
         "text": "target",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-2",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          20.0,
          170.0,
          22.0
         ],
         "text": "prepend /mod/6/target",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-3",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          20.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-4",
         "maxclass": "textedit",
         "patching_rect": [
          125.0,
          20.0,
          150.0,
          24.0
         ],
         "keymode": 1,
         "lines": 1,
         "numinlets": 1,
         "numoutlets": 4,
         "outlettype": [
          "",
          "int",
          "",
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-5",
         "maxclass": "newobj",
         "patching_rect": [
          1400.0,
          44.0,
          170.0,
          22.0
         ],
         "text": "route text",
         "numinlets": 2,
         "numoutlets": 2,
         "outlettype": [
          "",
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-6",
         "maxclass": "newobj",
         "patching_rect": [
          1580.0,
          44.0,
          170.0,
          22.0
         ],
         "text": "tosymbol",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-7",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          54.0,
          100.0,
          22.0
         ],
         "text": "source",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-8",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          44.0,
          170.0,
          22.0
         ],
         "text": "prepend /mod/6/source",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-9",
         "maxclass": "newobj",
         "patching_rect": [
          2120.0,
          44.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-10",
         "maxclass": "umenu",
         "patching_rect": [
          125.0,
          54.0,
          140.0,
          22.0
         ],
         "items": [
          "lfo",
          ",",
          "envelope",
          ",",
          "level",
          ",",
          "low",
          ",",
          "mid",
          ",",
          "high",
          ",",
          "onset"
         ],
         "numinlets": 1,
         "numoutlets": 3,
         "outlettype": [
          "int",
          "",
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-11",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          88.0,
          100.0,
          22.0
         ],
         "text": "shape",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-12",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          68.0,
          170.0,
          22.0
         ],
         "text": "prepend /mod/6/shape",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-13",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          68.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-14",
         "maxclass": "umenu",
         "patching_rect": [
          125.0,
          88.0,
          140.0,
          22.0
         ],
         "items": [
          "sine",
          ",",
          "triangle",
          ",",
          "saw",
          ",",
          "square",
          ",",
          "walk",
          ",",
          "hold"
         ],
         "numinlets": 1,
         "numoutlets": 3,
         "outlettype": [
          "int",
          "",
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-15",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          122.0,
          100.0,
          22.0
         ],
         "text": "depth",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-16",
         "maxclass": "newobj",
         "patching_rect": [
          1580.0,
          92.0,
          170.0,
          22.0
         ],
         "text": "prepend /mod/6/depth",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-17",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          92.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-18",
         "maxclass": "flonum",
         "patching_rect": [
          125.0,
          122.0,
          90.0,
          22.0
         ],
         "minimum": -1.0,
         "maximum": 1.0,
         "numinlets": 1,
         "numoutlets": 2,
         "outlettype": [
          "",
          "bang"
         ]
        }
       },
       {
        "box": {
         "id": "obj-19",
         "maxclass": "comment",
         "patching_rect": [
          220.0,
          122.0,
          130.0,
          22.0
         ],
         "text": "-1..1",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-20",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          156.0,
          100.0,
          22.0
         ],
         "text": "beats",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-21",
         "maxclass": "newobj",
         "patching_rect": [
          1580.0,
          116.0,
          170.0,
          22.0
         ],
         "text": "prepend /mod/6/beats",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-22",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          116.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-23",
         "maxclass": "flonum",
         "patching_rect": [
          125.0,
          156.0,
          90.0,
          22.0
         ],
         "minimum": 0.0,
         "maximum": 128.0,
         "numinlets": 1,
         "numoutlets": 2,
         "outlettype": [
          "",
          "bang"
         ]
        }
       },
       {
        "box": {
         "id": "obj-24",
         "maxclass": "comment",
         "patching_rect": [
          220.0,
          156.0,
          130.0,
          22.0
         ],
         "text": "0..128 beats",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-25",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          190.0,
          100.0,
          22.0
         ],
         "text": "rate",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-26",
         "maxclass": "newobj",
         "patching_rect": [
          1580.0,
          140.0,
          170.0,
          22.0
         ],
         "text": "prepend /mod/6/rate",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-27",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          140.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-28",
         "maxclass": "flonum",
         "patching_rect": [
          125.0,
          190.0,
          90.0,
          22.0
         ],
         "minimum": 0.01,
         "maximum": 20.0,
         "numinlets": 1,
         "numoutlets": 2,
         "outlettype": [
          "",
          "bang"
         ]
        }
       },
       {
        "box": {
         "id": "obj-29",
         "maxclass": "comment",
         "patching_rect": [
          220.0,
          190.0,
          130.0,
          22.0
         ],
         "text": "0.01..20 Hz",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-30",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          224.0,
          100.0,
          22.0
         ],
         "text": "phase",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-31",
         "maxclass": "newobj",
         "patching_rect": [
          1580.0,
          164.0,
          170.0,
          22.0
         ],
         "text": "prepend /mod/6/phase",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-32",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          164.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-33",
         "maxclass": "flonum",
         "patching_rect": [
          125.0,
          224.0,
          90.0,
          22.0
         ],
         "minimum": 0.0,
         "maximum": 1.0,
         "numinlets": 1,
         "numoutlets": 2,
         "outlettype": [
          "",
          "bang"
         ]
        }
       },
       {
        "box": {
         "id": "obj-34",
         "maxclass": "comment",
         "patching_rect": [
          220.0,
          224.0,
          130.0,
          22.0
         ],
         "text": "0..1",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-35",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          258.0,
          100.0,
          22.0
         ],
         "text": "trigger",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-36",
         "maxclass": "newobj",
         "patching_rect": [
          1580.0,
          188.0,
          170.0,
          22.0
         ],
         "text": "prepend /mod/6/trigger",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-37",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          188.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-38",
         "maxclass": "button",
         "patching_rect": [
          125.0,
          258.0,
          22.0,
          22.0
         ],
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          "bang"
         ]
        }
       },
       {
        "box": {
         "id": "obj-39",
         "maxclass": "message",
         "patching_rect": [
          2120.0,
          188.0,
          170.0,
          22.0
         ],
         "text": "/mod/6/trigger",
         "numinlets": 2,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-40",
         "maxclass": "newobj",
         "patching_rect": [
          1400.0,
          212.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-41",
         "maxclass": "newobj",
         "patching_rect": [
          1580.0,
          212.0,
          170.0,
          22.0
         ],
         "text": "route /mod/6/target /mod/6/source/index /mod/6/shape/index /mod/6/depth /mod/6/beats /mod/6/rate /mod/6/phase",
         "numinlets": 8,
         "numoutlets": 8,
         "outlettype": [
          "",
          "",
          "",
          "",
          "",
          "",
          "",
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-42",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          212.0,
          170.0,
          22.0
         ],
         "text": "r reverie-in",
         "numinlets": 0,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-43",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          212.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-44",
         "maxclass": "newobj",
         "patching_rect": [
          2120.0,
          212.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-45",
         "maxclass": "newobj",
         "patching_rect": [
          1400.0,
          236.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-46",
         "maxclass": "newobj",
         "patching_rect": [
          1580.0,
          236.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-47",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          236.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-48",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          236.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-49",
         "maxclass": "newobj",
         "patching_rect": [
          2120.0,
          236.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       }
      ],
      "lines": [
       {
        "patchline": {
         "source": [
          "obj-2",
          0
         ],
         "destination": [
          "obj-3",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-4",
          0
         ],
         "destination": [
          "obj-5",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-5",
          0
         ],
         "destination": [
          "obj-6",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-6",
          0
         ],
         "destination": [
          "obj-2",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-8",
          0
         ],
         "destination": [
          "obj-9",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-10",
          0
         ],
         "destination": [
          "obj-8",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-12",
          0
         ],
         "destination": [
          "obj-13",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-14",
          0
         ],
         "destination": [
          "obj-12",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-16",
          0
         ],
         "destination": [
          "obj-17",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-18",
          0
         ],
         "destination": [
          "obj-16",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-21",
          0
         ],
         "destination": [
          "obj-22",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-23",
          0
         ],
         "destination": [
          "obj-21",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-26",
          0
         ],
         "destination": [
          "obj-27",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-28",
          0
         ],
         "destination": [
          "obj-26",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-31",
          0
         ],
         "destination": [
          "obj-32",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-33",
          0
         ],
         "destination": [
          "obj-31",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-36",
          0
         ],
         "destination": [
          "obj-37",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-38",
          0
         ],
         "destination": [
          "obj-39",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-39",
          0
         ],
         "destination": [
          "obj-40",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-42",
          0
         ],
         "destination": [
          "obj-41",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-41",
          0
         ],
         "destination": [
          "obj-43",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-43",
          0
         ],
         "destination": [
          "obj-4",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-41",
          1
         ],
         "destination": [
          "obj-44",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-44",
          0
         ],
         "destination": [
          "obj-10",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-41",
          2
         ],
         "destination": [
          "obj-45",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-45",
          0
         ],
         "destination": [
          "obj-14",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-41",
          3
         ],
         "destination": [
          "obj-46",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-46",
          0
         ],
         "destination": [
          "obj-18",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-41",
          4
         ],
         "destination": [
          "obj-47",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-47",
          0
         ],
         "destination": [
          "obj-23",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-41",
          5
         ],
         "destination": [
          "obj-48",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-48",
          0
         ],
         "destination": [
          "obj-28",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-41",
          6
         ],
         "destination": [
          "obj-49",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-49",
          0
         ],
         "destination": [
          "obj-33",
          0
         ]
        }
       }
      ]
     }
    }
   },
   {
    "box": {
     "id": "obj-27",
     "maxclass": "newobj",
     "patching_rect": [
      320.0,
      152.0,
      140.0,
      22.0
     ],
     "text": "p \"mod 7\"",
     "numinlets": 0,
     "numoutlets": 0,
     "patcher": {
      "fileversion": 1,
      "appversion": {
       "major": 8,
       "minor": 5,
       "revision": 0,
       "architecture": "x64",
       "modernui": 1
      },
      "classnamespace": "box",
      "rect": [
       80.0,
       100.0,
       1340.0,
       640.0
      ],
      "bglocked": 0,
      "openinpresentation": 0,
      "default_fontsize": 12.0,
      "default_fontname": "Arial",
      "gridsize": [
       15.0,
       15.0
      ],
      "boxes": [
       {
        "box": {
         "id": "obj-1",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          20.0,
          100.0,
          22.0
         ],
         "text": "target",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-2",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          20.0,
          170.0,
          22.0
         ],
         "text": "prepend /mod/7/target",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-3",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          20.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-4",
         "maxclass": "textedit",
         "patching_rect": [
          125.0,
          20.0,
          150.0,
          24.0
         ],
         "keymode": 1,
         "lines": 1,
         "numinlets": 1,
         "numoutlets": 4,
         "outlettype": [
          "",
          "int",
          "",
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-5",
         "maxclass": "newobj",
         "patching_rect": [
          1400.0,
          44.0,
          170.0,
          22.0
         ],
         "text": "route text",
         "numinlets": 2,
         "numoutlets": 2,
         "outlettype": [
          "",
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-6",
         "maxclass": "newobj",
         "patching_rect": [
          1580.0,
          44.0,
          170.0,
          22.0
         ],
         "text": "tosymbol",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-7",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          54.0,
          100.0,
          22.0
         ],
         "text": "source",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-8",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          44.0,
          170.0,
          22.0
         ],
         "text": "prepend /mod/7/source",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-9",
         "maxclass": "newobj",
         "patching_rect": [
          2120.0,
          44.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-10",
         "maxclass": "umenu",
         "patching_rect": [
          125.0,
          54.0,
          140.0,
          22.0
         ],
         "items": [
          "lfo",
          ",",
          "envelope",
          ",",
          "level",
          ",",
          "low",
          ",",
          "mid",
          ",",
          "high",
          ",",
          "onset"
         ],
         "numinlets": 1,
         "numoutlets": 3,
         "outlettype": [
          "int",
          "",
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-11",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          88.0,
          100.0,
          22.0
         ],
         "text": "shape",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-12",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          68.0,
          170.0,
          22.0
         ],
         "text": "prepend /mod/7/shape",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-13",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          68.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-14",
         "maxclass": "umenu",
         "patching_rect": [
          125.0,
          88.0,
          140.0,
          22.0
         ],
         "items": [
          "sine",
          ",",
          "triangle",
          ",",
          "saw",
          ",",
          "square",
          ",",
          "walk",
          ",",
          "hold"
         ],
         "numinlets": 1,
         "numoutlets": 3,
         "outlettype": [
          "int",
          "",
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-15",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          122.0,
          100.0,
          22.0
         ],
         "text": "depth",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-16",
         "maxclass": "newobj",
         "patching_rect": [
          1580.0,
          92.0,
          170.0,
          22.0
         ],
         "text": "prepend /mod/7/depth",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-17",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          92.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-18",
         "maxclass": "flonum",
         "patching_rect": [
          125.0,
          122.0,
          90.0,
          22.0
         ],
         "minimum": -1.0,
         "maximum": 1.0,
         "numinlets": 1,
         "numoutlets": 2,
         "outlettype": [
          "",
          "bang"
         ]
        }
       },
       {
        "box": {
         "id": "obj-19",
         "maxclass": "comment",
         "patching_rect": [
          220.0,
          122.0,
          130.0,
          22.0
         ],
         "text": "-1..1",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-20",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          156.0,
          100.0,
          22.0
         ],
         "text": "beats",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-21",
         "maxclass": "newobj",
         "patching_rect": [
          1580.0,
          116.0,
          170.0,
          22.0
         ],
         "text": "prepend /mod/7/beats",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-22",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          116.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-23",
         "maxclass": "flonum",
         "patching_rect": [
          125.0,
          156.0,
          90.0,
          22.0
         ],
         "minimum": 0.0,
         "maximum": 128.0,
         "numinlets": 1,
         "numoutlets": 2,
         "outlettype": [
          "",
          "bang"
         ]
        }
       },
       {
        "box": {
         "id": "obj-24",
         "maxclass": "comment",
         "patching_rect": [
          220.0,
          156.0,
          130.0,
          22.0
         ],
         "text": "0..128 beats",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-25",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          190.0,
          100.0,
          22.0
         ],
         "text": "rate",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-26",
         "maxclass": "newobj",
         "patching_rect": [
          1580.0,
          140.0,
          170.0,
          22.0
         ],
         "text": "prepend /mod/7/rate",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-27",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          140.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-28",
         "maxclass": "flonum",
         "patching_rect": [
          125.0,
          190.0,
          90.0,
          22.0
         ],
         "minimum": 0.01,
         "maximum": 20.0,
         "numinlets": 1,
         "numoutlets": 2,
         "outlettype": [
          "",
          "bang"
         ]
        }
       },
       {
        "box": {
         "id": "obj-29",
         "maxclass": "comment",
         "patching_rect": [
          220.0,
          190.0,
          130.0,
          22.0
         ],
         "text": "0.01..20 Hz",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-30",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          224.0,
          100.0,
          22.0
         ],
         "text": "phase",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-31",
         "maxclass": "newobj",
         "patching_rect": [
          1580.0,
          164.0,
          170.0,
          22.0
         ],
         "text": "prepend /mod/7/phase",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-32",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          164.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-33",
         "maxclass": "flonum",
         "patching_rect": [
          125.0,
          224.0,
          90.0,
          22.0
         ],
         "minimum": 0.0,
         "maximum": 1.0,
         "numinlets": 1,
         "numoutlets": 2,
         "outlettype": [
          "",
          "bang"
         ]
        }
       },
       {
        "box": {
         "id": "obj-34",
         "maxclass": "comment",
         "patching_rect": [
          220.0,
          224.0,
          130.0,
          22.0
         ],
         "text": "0..1",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-35",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          258.0,
          100.0,
          22.0
         ],
         "text": "trigger",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-36",
         "maxclass": "newobj",
         "patching_rect": [
          1580.0,
          188.0,
          170.0,
          22.0
         ],
         "text": "prepend /mod/7/trigger",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-37",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          188.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-38",
         "maxclass": "button",
         "patching_rect": [
          125.0,
          258.0,
          22.0,
          22.0
         ],
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          "bang"
         ]
        }
       },
       {
        "box": {
         "id": "obj-39",
         "maxclass": "message",
         "patching_rect": [
          2120.0,
          188.0,
          170.0,
          22.0
         ],
         "text": "/mod/7/trigger",
         "numinlets": 2,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-40",
         "maxclass": "newobj",
         "patching_rect": [
          1400.0,
          212.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-41",
         "maxclass": "newobj",
         "patching_rect": [
          1580.0,
          212.0,
          170.0,
          22.0
         ],
         "text": "route /mod/7/target /mod/7/source/index /mod/7/shape/index /mod/7/depth /mod/7/beats /mod/7/rate /mod/7/phase",
         "numinlets": 8,
         "numoutlets": 8,
         "outlettype": [
          "",
          "",
          "",
          "",
          "",
          "",
          "",
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-42",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          212.0,
          170.0,
          22.0
         ],
         "text": "r reverie-in",
         "numinlets": 0,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-43",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          212.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-44",
         "maxclass": "newobj",
         "patching_rect": [
          2120.0,
          212.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-45",
         "maxclass": "newobj",
         "patching_rect": [
          1400.0,
          236.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-46",
         "maxclass": "newobj",
         "patching_rect": [
          1580.0,
          236.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-47",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          236.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-48",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          236.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-49",
         "maxclass": "newobj",
         "patching_rect": [
          2120.0,
          236.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       }
      ],
      "lines": [
       {
        "patchline": {
         "source": [
          "obj-2",
          0
         ],
         "destination": [
          "obj-3",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-4",
          0
         ],
         "destination": [
          "obj-5",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-5",
          0
         ],
         "destination": [
          "obj-6",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-6",
          0
         ],
         "destination": [
          "obj-2",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-8",
          0
         ],
         "destination": [
          "obj-9",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-10",
          0
         ],
         "destination": [
          "obj-8",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-12",
          0
         ],
         "destination": [
          "obj-13",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-14",
          0
         ],
         "destination": [
          "obj-12",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-16",
          0
         ],
         "destination": [
          "obj-17",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-18",
          0
         ],
         "destination": [
          "obj-16",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-21",
          0
         ],
         "destination": [
          "obj-22",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-23",
          0
         ],
         "destination": [
          "obj-21",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-26",
          0
         ],
         "destination": [
          "obj-27",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-28",
          0
         ],
         "destination": [
          "obj-26",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-31",
          0
         ],
         "destination": [
          "obj-32",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-33",
          0
         ],
         "destination": [
          "obj-31",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-36",
          0
         ],
         "destination": [
          "obj-37",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-38",
          0
         ],
         "destination": [
          "obj-39",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-39",
          0
         ],
         "destination": [
          "obj-40",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-42",
          0
         ],
         "destination": [
          "obj-41",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-41",
          0
         ],
         "destination": [
          "obj-43",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-43",
          0
         ],
         "destination": [
          "obj-4",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-41",
          1
         ],
         "destination": [
          "obj-44",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-44",
          0
         ],
         "destination": [
          "obj-10",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-41",
          2
         ],
         "destination": [
          "obj-45",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-45",
          0
         ],
         "destination": [
          "obj-14",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-41",
          3
         ],
         "destination": [
          "obj-46",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-46",
          0
         ],
         "destination": [
          "obj-18",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-41",
          4
         ],
         "destination": [
          "obj-47",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-47",
          0
         ],
         "destination": [
          "obj-23",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-41",
          5
         ],
         "destination": [
          "obj-48",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-48",
          0
         ],
         "destination": [
          "obj-28",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-41",
          6
         ],
         "destination": [
          "obj-49",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-49",
          0
         ],
         "destination": [
          "obj-33",
          0
         ]
        }
       }
      ]
     }
    }
   },
   {
    "box": {
     "id": "obj-28",
     "maxclass": "newobj",
     "patching_rect": [
      470.0,
      152.0,
      140.0,
      22.0
     ],
     "text": "p \"mod 8\"",
     "numinlets": 0,
     "numoutlets": 0,
     "patcher": {
      "fileversion": 1,
      "appversion": {
       "major": 8,
       "minor": 5,
       "revision": 0,
       "architecture": "x64",
       "modernui": 1
      },
      "classnamespace": "box",
      "rect": [
       80.0,
       100.0,
       1340.0,
       640.0
      ],
      "bglocked": 0,
      "openinpresentation": 0,
      "default_fontsize": 12.0,
      "default_fontname": "Arial",
      "gridsize": [
       15.0,
       15.0
      ],
      "boxes": [
       {
        "box": {
         "id": "obj-1",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          20.0,
          100.0,
          22.0
         ],
         "text": "target",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-2",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          20.0,
          170.0,
          22.0
         ],
         "text": "prepend /mod/8/target",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-3",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          20.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-4",
         "maxclass": "textedit",
         "patching_rect": [
          125.0,
          20.0,
          150.0,
          24.0
         ],
         "keymode": 1,
         "lines": 1,
         "numinlets": 1,
         "numoutlets": 4,
         "outlettype": [
          "",
          "int",
          "",
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-5",
         "maxclass": "newobj",
         "patching_rect": [
          1400.0,
          44.0,
          170.0,
          22.0
         ],
         "text": "route text",
         "numinlets": 2,
         "numoutlets": 2,
         "outlettype": [
          "",
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-6",
         "maxclass": "newobj",
         "patching_rect": [
          1580.0,
          44.0,
          170.0,
          22.0
         ],
         "text": "tosymbol",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-7",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          54.0,
          100.0,
          22.0
         ],
         "text": "source",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-8",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          44.0,
          170.0,
          22.0
         ],
         "text": "prepend /mod/8/source",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-9",
         "maxclass": "newobj",
         "patching_rect": [
          2120.0,
          44.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-10",
         "maxclass": "umenu",
         "patching_rect": [
          125.0,
          54.0,
          140.0,
          22.0
         ],
         "items": [
          "lfo",
          ",",
          "envelope",
          ",",
          "level",
          ",",
          "low",
          ",",
          "mid",
          ",",
          "high",
          ",",
          "onset"
         ],
         "numinlets": 1,
         "numoutlets": 3,
         "outlettype": [
          "int",
          "",
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-11",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          88.0,
          100.0,
          22.0
         ],
         "text": "shape",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-12",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          68.0,
          170.0,
          22.0
         ],
         "text": "prepend /mod/8/shape",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-13",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          68.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-14",
         "maxclass": "umenu",
         "patching_rect": [
          125.0,
          88.0,
          140.0,
          22.0
         ],
         "items": [
          "sine",
          ",",
          "triangle",
          ",",
          "saw",
          ",",
          "square",
          ",",
          "walk",
          ",",
          "hold"
         ],
         "numinlets": 1,
         "numoutlets": 3,
         "outlettype": [
          "int",
          "",
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-15",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          122.0,
          100.0,
          22.0
         ],
         "text": "depth",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-16",
         "maxclass": "newobj",
         "patching_rect": [
          1580.0,
          92.0,
          170.0,
          22.0
         ],
         "text": "prepend /mod/8/depth",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-17",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          92.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-18",
         "maxclass": "flonum",
         "patching_rect": [
          125.0,
          122.0,
          90.0,
          22.0
         ],
         "minimum": -1.0,
         "maximum": 1.0,
         "numinlets": 1,
         "numoutlets": 2,
         "outlettype": [
          "",
          "bang"
         ]
        }
       },
       {
        "box": {
         "id": "obj-19",
         "maxclass": "comment",
         "patching_rect": [
          220.0,
          122.0,
          130.0,
          22.0
         ],
         "text": "-1..1",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-20",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          156.0,
          100.0,
          22.0
         ],
         "text": "beats",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-21",
         "maxclass": "newobj",
         "patching_rect": [
          1580.0,
          116.0,
          170.0,
          22.0
         ],
         "text": "prepend /mod/8/beats",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-22",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          116.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-23",
         "maxclass": "flonum",
         "patching_rect": [
          125.0,
          156.0,
          90.0,
          22.0
         ],
         "minimum": 0.0,
         "maximum": 128.0,
         "numinlets": 1,
         "numoutlets": 2,
         "outlettype": [
          "",
          "bang"
         ]
        }
       },
       {
        "box": {
         "id": "obj-24",
         "maxclass": "comment",
         "patching_rect": [
          220.0,
          156.0,
          130.0,
          22.0
         ],
         "text": "0..128 beats",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-25",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          190.0,
          100.0,
          22.0
         ],
         "text": "rate",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-26",
         "maxclass": "newobj",
         "patching_rect": [
          1580.0,
          140.0,
          170.0,
          22.0
         ],
         "text": "prepend /mod/8/rate",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-27",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          140.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-28",
         "maxclass": "flonum",
         "patching_rect": [
          125.0,
          190.0,
          90.0,
          22.0
         ],
         "minimum": 0.01,
         "maximum": 20.0,
         "numinlets": 1,
         "numoutlets": 2,
         "outlettype": [
          "",
          "bang"
         ]
        }
       },
       {
        "box": {
         "id": "obj-29",
         "maxclass": "comment",
         "patching_rect": [
          220.0,
          190.0,
          130.0,
          22.0
         ],
         "text": "0.01..20 Hz",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-30",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          224.0,
          100.0,
          22.0
         ],
         "text": "phase",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-31",
         "maxclass": "newobj",
         "patching_rect": [
          1580.0,
          164.0,
          170.0,
          22.0
         ],
         "text": "prepend /mod/8/phase",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-32",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          164.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-33",
         "maxclass": "flonum",
         "patching_rect": [
          125.0,
          224.0,
          90.0,
          22.0
         ],
         "minimum": 0.0,
         "maximum": 1.0,
         "numinlets": 1,
         "numoutlets": 2,
         "outlettype": [
          "",
          "bang"
         ]
        }
       },
       {
        "box": {
         "id": "obj-34",
         "maxclass": "comment",
         "patching_rect": [
          220.0,
          224.0,
          130.0,
          22.0
         ],
         "text": "0..1",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-35",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          258.0,
          100.0,
          22.0
         ],
         "text": "trigger",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-36",
         "maxclass": "newobj",
         "patching_rect": [
          1580.0,
          188.0,
          170.0,
          22.0
         ],
         "text": "prepend /mod/8/trigger",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-37",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          188.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-38",
         "maxclass": "button",
         "patching_rect": [
          125.0,
          258.0,
          22.0,
          22.0
         ],
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          "bang"
         ]
        }
       },
       {
        "box": {
         "id": "obj-39",
         "maxclass": "message",
         "patching_rect": [
          2120.0,
          188.0,
          170.0,
          22.0
         ],
         "text": "/mod/8/trigger",
         "numinlets": 2,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-40",
         "maxclass": "newobj",
         "patching_rect": [
          1400.0,
          212.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-41",
         "maxclass": "newobj",
         "patching_rect": [
          1580.0,
          212.0,
          170.0,
          22.0
         ],
         "text": "route /mod/8/target /mod/8/source/index /mod/8/shape/index /mod/8/depth /mod/8/beats /mod/8/rate /mod/8/phase",
         "numinlets": 8,
         "numoutlets": 8,
         "outlettype": [
          "",
          "",
          "",
          "",
          "",
          "",
          "",
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-42",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          212.0,
          170.0,
          22.0
         ],
         "text": "r reverie-in",
         "numinlets": 0,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-43",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          212.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-44",
         "maxclass": "newobj",
         "patching_rect": [
          2120.0,
          212.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-45",
         "maxclass": "newobj",
         "patching_rect": [
          1400.0,
          236.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-46",
         "maxclass": "newobj",
         "patching_rect": [
          1580.0,
          236.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-47",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          236.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-48",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          236.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-49",
         "maxclass": "newobj",
         "patching_rect": [
          2120.0,
          236.0,
          170.0,
          22.0
         ],
         "text": "prepend set",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       }
      ],
      "lines": [
       {
        "patchline": {
         "source": [
          "obj-2",
          0
         ],
         "destination": [
          "obj-3",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-4",
          0
         ],
         "destination": [
          "obj-5",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-5",
          0
         ],
         "destination": [
          "obj-6",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-6",
          0
         ],
         "destination": [
          "obj-2",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-8",
          0
         ],
         "destination": [
          "obj-9",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-10",
          0
         ],
         "destination": [
          "obj-8",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-12",
          0
         ],
         "destination": [
          "obj-13",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-14",
          0
         ],
         "destination": [
          "obj-12",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-16",
          0
         ],
         "destination": [
          "obj-17",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-18",
          0
         ],
         "destination": [
          "obj-16",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-21",
          0
         ],
         "destination": [
          "obj-22",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-23",
          0
         ],
         "destination": [
          "obj-21",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-26",
          0
         ],
         "destination": [
          "obj-27",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-28",
          0
         ],
         "destination": [
          "obj-26",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-31",
          0
         ],
         "destination": [
          "obj-32",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-33",
          0
         ],
         "destination": [
          "obj-31",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-36",
          0
         ],
         "destination": [
          "obj-37",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-38",
          0
         ],
         "destination": [
          "obj-39",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-39",
          0
         ],
         "destination": [
          "obj-40",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-42",
          0
         ],
         "destination": [
          "obj-41",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-41",
          0
         ],
         "destination": [
          "obj-43",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-43",
          0
         ],
         "destination": [
          "obj-4",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-41",
          1
         ],
         "destination": [
          "obj-44",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-44",
          0
         ],
         "destination": [
          "obj-10",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-41",
          2
         ],
         "destination": [
          "obj-45",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-45",
          0
         ],
         "destination": [
          "obj-14",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-41",
          3
         ],
         "destination": [
          "obj-46",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-46",
          0
         ],
         "destination": [
          "obj-18",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-41",
          4
         ],
         "destination": [
          "obj-47",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-47",
          0
         ],
         "destination": [
          "obj-23",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-41",
          5
         ],
         "destination": [
          "obj-48",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-48",
          0
         ],
         "destination": [
          "obj-28",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-41",
          6
         ],
         "destination": [
          "obj-49",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-49",
          0
         ],
         "destination": [
          "obj-33",
          0
         ]
        }
       }
      ]
     }
    }
   },
   {
    "box": {
     "id": "obj-29",
     "maxclass": "newobj",
     "patching_rect": [
      20.0,
      186.0,
      140.0,
      22.0
     ],
     "text": "p \"preset\"",
     "numinlets": 0,
     "numoutlets": 0,
     "patcher": {
      "fileversion": 1,
      "appversion": {
       "major": 8,
       "minor": 5,
       "revision": 0,
       "architecture": "x64",
       "modernui": 1
      },
      "classnamespace": "box",
      "rect": [
       80.0,
       100.0,
       1340.0,
       640.0
      ],
      "bglocked": 0,
      "openinpresentation": 0,
      "default_fontsize": 12.0,
      "default_fontname": "Arial",
      "gridsize": [
       15.0,
       15.0
      ],
      "boxes": [
       {
        "box": {
         "id": "obj-1",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          20.0,
          100.0,
          22.0
         ],
         "text": "recall",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-2",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          20.0,
          170.0,
          22.0
         ],
         "text": "prepend /preset/recall",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-3",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          20.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-4",
         "maxclass": "message",
         "patching_rect": [
          125.0,
          20.0,
          17.0,
          22.0
         ],
         "text": "1",
         "numinlets": 2,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-5",
         "maxclass": "message",
         "patching_rect": [
          143.0,
          20.0,
          17.0,
          22.0
         ],
         "text": "2",
         "numinlets": 2,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-6",
         "maxclass": "message",
         "patching_rect": [
          161.0,
          20.0,
          17.0,
          22.0
         ],
         "text": "3",
         "numinlets": 2,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-7",
         "maxclass": "message",
         "patching_rect": [
          179.0,
          20.0,
          17.0,
          22.0
         ],
         "text": "4",
         "numinlets": 2,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-8",
         "maxclass": "message",
         "patching_rect": [
          197.0,
          20.0,
          17.0,
          22.0
         ],
         "text": "5",
         "numinlets": 2,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-9",
         "maxclass": "message",
         "patching_rect": [
          215.0,
          20.0,
          17.0,
          22.0
         ],
         "text": "6",
         "numinlets": 2,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-10",
         "maxclass": "message",
         "patching_rect": [
          233.0,
          20.0,
          17.0,
          22.0
         ],
         "text": "7",
         "numinlets": 2,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-11",
         "maxclass": "message",
         "patching_rect": [
          251.0,
          20.0,
          17.0,
          22.0
         ],
         "text": "8",
         "numinlets": 2,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-12",
         "maxclass": "message",
         "patching_rect": [
          269.0,
          20.0,
          17.0,
          22.0
         ],
         "text": "9",
         "numinlets": 2,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-13",
         "maxclass": "message",
         "patching_rect": [
          287.0,
          20.0,
          17.0,
          22.0
         ],
         "text": "10",
         "numinlets": 2,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-14",
         "maxclass": "message",
         "patching_rect": [
          305.0,
          20.0,
          17.0,
          22.0
         ],
         "text": "11",
         "numinlets": 2,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-15",
         "maxclass": "message",
         "patching_rect": [
          323.0,
          20.0,
          17.0,
          22.0
         ],
         "text": "12",
         "numinlets": 2,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-16",
         "maxclass": "message",
         "patching_rect": [
          341.0,
          20.0,
          17.0,
          22.0
         ],
         "text": "13",
         "numinlets": 2,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-17",
         "maxclass": "message",
         "patching_rect": [
          359.0,
          20.0,
          17.0,
          22.0
         ],
         "text": "14",
         "numinlets": 2,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-18",
         "maxclass": "message",
         "patching_rect": [
          377.0,
          20.0,
          17.0,
          22.0
         ],
         "text": "15",
         "numinlets": 2,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-19",
         "maxclass": "message",
         "patching_rect": [
          395.0,
          20.0,
          17.0,
          22.0
         ],
         "text": "16",
         "numinlets": 2,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-20",
         "maxclass": "textedit",
         "patching_rect": [
          285.0,
          20.0,
          150.0,
          24.0
         ],
         "keymode": 1,
         "lines": 1,
         "numinlets": 1,
         "numoutlets": 4,
         "outlettype": [
          "",
          "int",
          "",
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-21",
         "maxclass": "newobj",
         "patching_rect": [
          1580.0,
          116.0,
          170.0,
          22.0
         ],
         "text": "route text",
         "numinlets": 2,
         "numoutlets": 2,
         "outlettype": [
          "",
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-22",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          116.0,
          170.0,
          22.0
         ],
         "text": "tosymbol",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-23",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          54.0,
          100.0,
          22.0
         ],
         "text": "recall beats",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-24",
         "maxclass": "newobj",
         "patching_rect": [
          2120.0,
          116.0,
          170.0,
          22.0
         ],
         "text": "prepend /preset/recall/beats",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-25",
         "maxclass": "newobj",
         "patching_rect": [
          1400.0,
          140.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-26",
         "maxclass": "message",
         "patching_rect": [
          125.0,
          54.0,
          30.0,
          22.0
         ],
         "text": "1 4.0",
         "numinlets": 2,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-27",
         "maxclass": "message",
         "patching_rect": [
          156.0,
          54.0,
          30.0,
          22.0
         ],
         "text": "2 4.0",
         "numinlets": 2,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-28",
         "maxclass": "message",
         "patching_rect": [
          187.0,
          54.0,
          30.0,
          22.0
         ],
         "text": "3 4.0",
         "numinlets": 2,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-29",
         "maxclass": "message",
         "patching_rect": [
          218.0,
          54.0,
          30.0,
          22.0
         ],
         "text": "4 4.0",
         "numinlets": 2,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-30",
         "maxclass": "message",
         "patching_rect": [
          249.0,
          54.0,
          30.0,
          22.0
         ],
         "text": "5 4.0",
         "numinlets": 2,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-31",
         "maxclass": "message",
         "patching_rect": [
          280.0,
          54.0,
          30.0,
          22.0
         ],
         "text": "6 4.0",
         "numinlets": 2,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-32",
         "maxclass": "message",
         "patching_rect": [
          311.0,
          54.0,
          30.0,
          22.0
         ],
         "text": "7 4.0",
         "numinlets": 2,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-33",
         "maxclass": "message",
         "patching_rect": [
          342.0,
          54.0,
          30.0,
          22.0
         ],
         "text": "8 4.0",
         "numinlets": 2,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-34",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          88.0,
          100.0,
          22.0
         ],
         "text": "save",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-35",
         "maxclass": "newobj",
         "patching_rect": [
          1400.0,
          188.0,
          170.0,
          22.0
         ],
         "text": "prepend /preset/save",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-36",
         "maxclass": "newobj",
         "patching_rect": [
          1580.0,
          188.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-37",
         "maxclass": "textedit",
         "patching_rect": [
          285.0,
          88.0,
          150.0,
          24.0
         ],
         "keymode": 1,
         "lines": 1,
         "numinlets": 1,
         "numoutlets": 4,
         "outlettype": [
          "",
          "int",
          "",
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-38",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          188.0,
          170.0,
          22.0
         ],
         "text": "route text",
         "numinlets": 2,
         "numoutlets": 2,
         "outlettype": [
          "",
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-39",
         "maxclass": "newobj",
         "patching_rect": [
          2120.0,
          188.0,
          170.0,
          22.0
         ],
         "text": "tosymbol",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-40",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          122.0,
          100.0,
          22.0
         ],
         "text": "next",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-41",
         "maxclass": "newobj",
         "patching_rect": [
          1580.0,
          212.0,
          170.0,
          22.0
         ],
         "text": "prepend /preset/next",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-42",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          212.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-43",
         "maxclass": "button",
         "patching_rect": [
          125.0,
          122.0,
          22.0,
          22.0
         ],
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          "bang"
         ]
        }
       },
       {
        "box": {
         "id": "obj-44",
         "maxclass": "message",
         "patching_rect": [
          2120.0,
          212.0,
          170.0,
          22.0
         ],
         "text": "/preset/next",
         "numinlets": 2,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-45",
         "maxclass": "newobj",
         "patching_rect": [
          1400.0,
          236.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-46",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          156.0,
          100.0,
          22.0
         ],
         "text": "previous",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-47",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          236.0,
          170.0,
          22.0
         ],
         "text": "prepend /preset/previous",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-48",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          236.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-49",
         "maxclass": "button",
         "patching_rect": [
          125.0,
          156.0,
          22.0,
          22.0
         ],
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          "bang"
         ]
        }
       },
       {
        "box": {
         "id": "obj-50",
         "maxclass": "message",
         "patching_rect": [
          1400.0,
          260.0,
          170.0,
          22.0
         ],
         "text": "/preset/previous",
         "numinlets": 2,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-51",
         "maxclass": "newobj",
         "patching_rect": [
          1580.0,
          260.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-52",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          190.0,
          100.0,
          22.0
         ],
         "text": "number",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-53",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          260.0,
          170.0,
          22.0
         ],
         "text": "prepend /preset/number",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-54",
         "maxclass": "newobj",
         "patching_rect": [
          2120.0,
          260.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-55",
         "maxclass": "message",
         "patching_rect": [
          125.0,
          190.0,
          17.0,
          22.0
         ],
         "text": "1",
         "numinlets": 2,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-56",
         "maxclass": "message",
         "patching_rect": [
          143.0,
          190.0,
          17.0,
          22.0
         ],
         "text": "2",
         "numinlets": 2,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-57",
         "maxclass": "message",
         "patching_rect": [
          161.0,
          190.0,
          17.0,
          22.0
         ],
         "text": "3",
         "numinlets": 2,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-58",
         "maxclass": "message",
         "patching_rect": [
          179.0,
          190.0,
          17.0,
          22.0
         ],
         "text": "4",
         "numinlets": 2,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-59",
         "maxclass": "message",
         "patching_rect": [
          197.0,
          190.0,
          17.0,
          22.0
         ],
         "text": "5",
         "numinlets": 2,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-60",
         "maxclass": "message",
         "patching_rect": [
          215.0,
          190.0,
          17.0,
          22.0
         ],
         "text": "6",
         "numinlets": 2,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-61",
         "maxclass": "message",
         "patching_rect": [
          233.0,
          190.0,
          17.0,
          22.0
         ],
         "text": "7",
         "numinlets": 2,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-62",
         "maxclass": "message",
         "patching_rect": [
          251.0,
          190.0,
          17.0,
          22.0
         ],
         "text": "8",
         "numinlets": 2,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-63",
         "maxclass": "textedit",
         "patching_rect": [
          285.0,
          190.0,
          150.0,
          24.0
         ],
         "keymode": 1,
         "lines": 1,
         "numinlets": 1,
         "numoutlets": 4,
         "outlettype": [
          "",
          "int",
          "",
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-64",
         "maxclass": "newobj",
         "patching_rect": [
          2120.0,
          308.0,
          170.0,
          22.0
         ],
         "text": "route text",
         "numinlets": 2,
         "numoutlets": 2,
         "outlettype": [
          "",
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-65",
         "maxclass": "newobj",
         "patching_rect": [
          1400.0,
          332.0,
          170.0,
          22.0
         ],
         "text": "tosymbol",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-66",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          224.0,
          100.0,
          22.0
         ],
         "text": "list",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-67",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          332.0,
          170.0,
          22.0
         ],
         "text": "prepend /preset/list",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-68",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          332.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-69",
         "maxclass": "button",
         "patching_rect": [
          125.0,
          224.0,
          22.0,
          22.0
         ],
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          "bang"
         ]
        }
       },
       {
        "box": {
         "id": "obj-70",
         "maxclass": "message",
         "patching_rect": [
          1400.0,
          356.0,
          170.0,
          22.0
         ],
         "text": "/preset/list",
         "numinlets": 2,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-71",
         "maxclass": "newobj",
         "patching_rect": [
          1580.0,
          356.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       }
      ],
      "lines": [
       {
        "patchline": {
         "source": [
          "obj-2",
          0
         ],
         "destination": [
          "obj-3",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-4",
          0
         ],
         "destination": [
          "obj-2",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-5",
          0
         ],
         "destination": [
          "obj-2",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-6",
          0
         ],
         "destination": [
          "obj-2",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-7",
          0
         ],
         "destination": [
          "obj-2",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-8",
          0
         ],
         "destination": [
          "obj-2",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-9",
          0
         ],
         "destination": [
          "obj-2",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-10",
          0
         ],
         "destination": [
          "obj-2",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-11",
          0
         ],
         "destination": [
          "obj-2",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-12",
          0
         ],
         "destination": [
          "obj-2",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-13",
          0
         ],
         "destination": [
          "obj-2",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-14",
          0
         ],
         "destination": [
          "obj-2",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-15",
          0
         ],
         "destination": [
          "obj-2",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-16",
          0
         ],
         "destination": [
          "obj-2",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-17",
          0
         ],
         "destination": [
          "obj-2",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-18",
          0
         ],
         "destination": [
          "obj-2",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-19",
          0
         ],
         "destination": [
          "obj-2",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-20",
          0
         ],
         "destination": [
          "obj-21",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-21",
          0
         ],
         "destination": [
          "obj-22",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-22",
          0
         ],
         "destination": [
          "obj-2",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-24",
          0
         ],
         "destination": [
          "obj-25",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-26",
          0
         ],
         "destination": [
          "obj-24",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-27",
          0
         ],
         "destination": [
          "obj-24",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-28",
          0
         ],
         "destination": [
          "obj-24",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-29",
          0
         ],
         "destination": [
          "obj-24",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-30",
          0
         ],
         "destination": [
          "obj-24",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-31",
          0
         ],
         "destination": [
          "obj-24",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-32",
          0
         ],
         "destination": [
          "obj-24",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-33",
          0
         ],
         "destination": [
          "obj-24",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-35",
          0
         ],
         "destination": [
          "obj-36",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-37",
          0
         ],
         "destination": [
          "obj-38",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-38",
          0
         ],
         "destination": [
          "obj-39",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-39",
          0
         ],
         "destination": [
          "obj-35",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-41",
          0
         ],
         "destination": [
          "obj-42",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-43",
          0
         ],
         "destination": [
          "obj-44",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-44",
          0
         ],
         "destination": [
          "obj-45",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-47",
          0
         ],
         "destination": [
          "obj-48",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-49",
          0
         ],
         "destination": [
          "obj-50",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-50",
          0
         ],
         "destination": [
          "obj-51",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-53",
          0
         ],
         "destination": [
          "obj-54",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-55",
          0
         ],
         "destination": [
          "obj-53",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-56",
          0
         ],
         "destination": [
          "obj-53",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-57",
          0
         ],
         "destination": [
          "obj-53",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-58",
          0
         ],
         "destination": [
          "obj-53",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-59",
          0
         ],
         "destination": [
          "obj-53",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-60",
          0
         ],
         "destination": [
          "obj-53",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-61",
          0
         ],
         "destination": [
          "obj-53",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-62",
          0
         ],
         "destination": [
          "obj-53",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-63",
          0
         ],
         "destination": [
          "obj-64",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-64",
          0
         ],
         "destination": [
          "obj-65",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-65",
          0
         ],
         "destination": [
          "obj-53",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-67",
          0
         ],
         "destination": [
          "obj-68",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-69",
          0
         ],
         "destination": [
          "obj-70",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-70",
          0
         ],
         "destination": [
          "obj-71",
          0
         ]
        }
       }
      ]
     }
    }
   },
   {
    "box": {
     "id": "obj-30",
     "maxclass": "newobj",
     "patching_rect": [
      170.0,
      186.0,
      140.0,
      22.0
     ],
     "text": "p \"cue\"",
     "numinlets": 0,
     "numoutlets": 0,
     "patcher": {
      "fileversion": 1,
      "appversion": {
       "major": 8,
       "minor": 5,
       "revision": 0,
       "architecture": "x64",
       "modernui": 1
      },
      "classnamespace": "box",
      "rect": [
       80.0,
       100.0,
       1340.0,
       640.0
      ],
      "bglocked": 0,
      "openinpresentation": 0,
      "default_fontsize": 12.0,
      "default_fontname": "Arial",
      "gridsize": [
       15.0,
       15.0
      ],
      "boxes": [
       {
        "box": {
         "id": "obj-1",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          20.0,
          100.0,
          22.0
         ],
         "text": "go",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-2",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          20.0,
          170.0,
          22.0
         ],
         "text": "prepend /cue/go",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-3",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          20.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-4",
         "maxclass": "button",
         "patching_rect": [
          125.0,
          20.0,
          22.0,
          22.0
         ],
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          "bang"
         ]
        }
       },
       {
        "box": {
         "id": "obj-5",
         "maxclass": "message",
         "patching_rect": [
          1400.0,
          44.0,
          170.0,
          22.0
         ],
         "text": "/cue/go",
         "numinlets": 2,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-6",
         "maxclass": "newobj",
         "patching_rect": [
          1580.0,
          44.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-7",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          54.0,
          100.0,
          22.0
         ],
         "text": "back",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-8",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          44.0,
          170.0,
          22.0
         ],
         "text": "prepend /cue/back",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-9",
         "maxclass": "newobj",
         "patching_rect": [
          2120.0,
          44.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-10",
         "maxclass": "button",
         "patching_rect": [
          125.0,
          54.0,
          22.0,
          22.0
         ],
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          "bang"
         ]
        }
       },
       {
        "box": {
         "id": "obj-11",
         "maxclass": "message",
         "patching_rect": [
          1580.0,
          68.0,
          170.0,
          22.0
         ],
         "text": "/cue/back",
         "numinlets": 2,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-12",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          68.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-13",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          88.0,
          100.0,
          22.0
         ],
         "text": "goto",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-14",
         "maxclass": "newobj",
         "patching_rect": [
          2120.0,
          68.0,
          170.0,
          22.0
         ],
         "text": "prepend /cue/goto",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-15",
         "maxclass": "newobj",
         "patching_rect": [
          1400.0,
          92.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-16",
         "maxclass": "message",
         "patching_rect": [
          125.0,
          88.0,
          17.0,
          22.0
         ],
         "text": "1",
         "numinlets": 2,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-17",
         "maxclass": "message",
         "patching_rect": [
          143.0,
          88.0,
          17.0,
          22.0
         ],
         "text": "2",
         "numinlets": 2,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-18",
         "maxclass": "message",
         "patching_rect": [
          161.0,
          88.0,
          17.0,
          22.0
         ],
         "text": "3",
         "numinlets": 2,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-19",
         "maxclass": "message",
         "patching_rect": [
          179.0,
          88.0,
          17.0,
          22.0
         ],
         "text": "4",
         "numinlets": 2,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-20",
         "maxclass": "message",
         "patching_rect": [
          197.0,
          88.0,
          17.0,
          22.0
         ],
         "text": "5",
         "numinlets": 2,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-21",
         "maxclass": "message",
         "patching_rect": [
          215.0,
          88.0,
          17.0,
          22.0
         ],
         "text": "6",
         "numinlets": 2,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-22",
         "maxclass": "message",
         "patching_rect": [
          233.0,
          88.0,
          17.0,
          22.0
         ],
         "text": "7",
         "numinlets": 2,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-23",
         "maxclass": "message",
         "patching_rect": [
          251.0,
          88.0,
          17.0,
          22.0
         ],
         "text": "8",
         "numinlets": 2,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-24",
         "maxclass": "textedit",
         "patching_rect": [
          285.0,
          88.0,
          150.0,
          24.0
         ],
         "keymode": 1,
         "lines": 1,
         "numinlets": 1,
         "numoutlets": 4,
         "outlettype": [
          "",
          "int",
          "",
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-25",
         "maxclass": "newobj",
         "patching_rect": [
          1400.0,
          140.0,
          170.0,
          22.0
         ],
         "text": "route text",
         "numinlets": 2,
         "numoutlets": 2,
         "outlettype": [
          "",
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-26",
         "maxclass": "newobj",
         "patching_rect": [
          1580.0,
          140.0,
          170.0,
          22.0
         ],
         "text": "tosymbol",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-27",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          122.0,
          100.0,
          22.0
         ],
         "text": "hold",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-28",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          140.0,
          170.0,
          22.0
         ],
         "text": "prepend /cue/hold",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-29",
         "maxclass": "newobj",
         "patching_rect": [
          2120.0,
          140.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-30",
         "maxclass": "button",
         "patching_rect": [
          125.0,
          122.0,
          22.0,
          22.0
         ],
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          "bang"
         ]
        }
       },
       {
        "box": {
         "id": "obj-31",
         "maxclass": "message",
         "patching_rect": [
          1580.0,
          164.0,
          170.0,
          22.0
         ],
         "text": "/cue/hold",
         "numinlets": 2,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-32",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          164.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-33",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          156.0,
          100.0,
          22.0
         ],
         "text": "load",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-34",
         "maxclass": "newobj",
         "patching_rect": [
          2120.0,
          164.0,
          170.0,
          22.0
         ],
         "text": "prepend /cue/load",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-35",
         "maxclass": "newobj",
         "patching_rect": [
          1400.0,
          188.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-36",
         "maxclass": "message",
         "patching_rect": [
          125.0,
          156.0,
          17.0,
          22.0
         ],
         "text": "1",
         "numinlets": 2,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-37",
         "maxclass": "message",
         "patching_rect": [
          143.0,
          156.0,
          17.0,
          22.0
         ],
         "text": "2",
         "numinlets": 2,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-38",
         "maxclass": "message",
         "patching_rect": [
          161.0,
          156.0,
          17.0,
          22.0
         ],
         "text": "3",
         "numinlets": 2,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-39",
         "maxclass": "message",
         "patching_rect": [
          179.0,
          156.0,
          17.0,
          22.0
         ],
         "text": "4",
         "numinlets": 2,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-40",
         "maxclass": "message",
         "patching_rect": [
          197.0,
          156.0,
          17.0,
          22.0
         ],
         "text": "5",
         "numinlets": 2,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-41",
         "maxclass": "message",
         "patching_rect": [
          215.0,
          156.0,
          17.0,
          22.0
         ],
         "text": "6",
         "numinlets": 2,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-42",
         "maxclass": "message",
         "patching_rect": [
          233.0,
          156.0,
          17.0,
          22.0
         ],
         "text": "7",
         "numinlets": 2,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-43",
         "maxclass": "message",
         "patching_rect": [
          251.0,
          156.0,
          17.0,
          22.0
         ],
         "text": "8",
         "numinlets": 2,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-44",
         "maxclass": "textedit",
         "patching_rect": [
          285.0,
          156.0,
          150.0,
          24.0
         ],
         "keymode": 1,
         "lines": 1,
         "numinlets": 1,
         "numoutlets": 4,
         "outlettype": [
          "",
          "int",
          "",
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-45",
         "maxclass": "newobj",
         "patching_rect": [
          1400.0,
          236.0,
          170.0,
          22.0
         ],
         "text": "route text",
         "numinlets": 2,
         "numoutlets": 2,
         "outlettype": [
          "",
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-46",
         "maxclass": "newobj",
         "patching_rect": [
          1580.0,
          236.0,
          170.0,
          22.0
         ],
         "text": "tosymbol",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-47",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          190.0,
          100.0,
          22.0
         ],
         "text": "list",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-48",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          236.0,
          170.0,
          22.0
         ],
         "text": "prepend /cue/list",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-49",
         "maxclass": "newobj",
         "patching_rect": [
          2120.0,
          236.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-50",
         "maxclass": "button",
         "patching_rect": [
          125.0,
          190.0,
          22.0,
          22.0
         ],
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          "bang"
         ]
        }
       },
       {
        "box": {
         "id": "obj-51",
         "maxclass": "message",
         "patching_rect": [
          1580.0,
          260.0,
          170.0,
          22.0
         ],
         "text": "/cue/list",
         "numinlets": 2,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-52",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          260.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       }
      ],
      "lines": [
       {
        "patchline": {
         "source": [
          "obj-2",
          0
         ],
         "destination": [
          "obj-3",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-4",
          0
         ],
         "destination": [
          "obj-5",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-5",
          0
         ],
         "destination": [
          "obj-6",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-8",
          0
         ],
         "destination": [
          "obj-9",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-10",
          0
         ],
         "destination": [
          "obj-11",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-11",
          0
         ],
         "destination": [
          "obj-12",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-14",
          0
         ],
         "destination": [
          "obj-15",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-16",
          0
         ],
         "destination": [
          "obj-14",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-17",
          0
         ],
         "destination": [
          "obj-14",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-18",
          0
         ],
         "destination": [
          "obj-14",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-19",
          0
         ],
         "destination": [
          "obj-14",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-20",
          0
         ],
         "destination": [
          "obj-14",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-21",
          0
         ],
         "destination": [
          "obj-14",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-22",
          0
         ],
         "destination": [
          "obj-14",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-23",
          0
         ],
         "destination": [
          "obj-14",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-24",
          0
         ],
         "destination": [
          "obj-25",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-25",
          0
         ],
         "destination": [
          "obj-26",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-26",
          0
         ],
         "destination": [
          "obj-14",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-28",
          0
         ],
         "destination": [
          "obj-29",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-30",
          0
         ],
         "destination": [
          "obj-31",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-31",
          0
         ],
         "destination": [
          "obj-32",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-34",
          0
         ],
         "destination": [
          "obj-35",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-36",
          0
         ],
         "destination": [
          "obj-34",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-37",
          0
         ],
         "destination": [
          "obj-34",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-38",
          0
         ],
         "destination": [
          "obj-34",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-39",
          0
         ],
         "destination": [
          "obj-34",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-40",
          0
         ],
         "destination": [
          "obj-34",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-41",
          0
         ],
         "destination": [
          "obj-34",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-42",
          0
         ],
         "destination": [
          "obj-34",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-43",
          0
         ],
         "destination": [
          "obj-34",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-44",
          0
         ],
         "destination": [
          "obj-45",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-45",
          0
         ],
         "destination": [
          "obj-46",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-46",
          0
         ],
         "destination": [
          "obj-34",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-48",
          0
         ],
         "destination": [
          "obj-49",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-50",
          0
         ],
         "destination": [
          "obj-51",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-51",
          0
         ],
         "destination": [
          "obj-52",
          0
         ]
        }
       }
      ]
     }
    }
   },
   {
    "box": {
     "id": "obj-31",
     "maxclass": "newobj",
     "patching_rect": [
      320.0,
      186.0,
      140.0,
      22.0
     ],
     "text": "p \"input\"",
     "numinlets": 0,
     "numoutlets": 0,
     "patcher": {
      "fileversion": 1,
      "appversion": {
       "major": 8,
       "minor": 5,
       "revision": 0,
       "architecture": "x64",
       "modernui": 1
      },
      "classnamespace": "box",
      "rect": [
       80.0,
       100.0,
       1340.0,
       640.0
      ],
      "bglocked": 0,
      "openinpresentation": 0,
      "default_fontsize": 12.0,
      "default_fontname": "Arial",
      "gridsize": [
       15.0,
       15.0
      ],
      "boxes": [
       {
        "box": {
         "id": "obj-1",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          20.0,
          100.0,
          22.0
         ],
         "text": "list",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-2",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          20.0,
          170.0,
          22.0
         ],
         "text": "prepend /input/list",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-3",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          20.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-4",
         "maxclass": "button",
         "patching_rect": [
          125.0,
          20.0,
          22.0,
          22.0
         ],
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          "bang"
         ]
        }
       },
       {
        "box": {
         "id": "obj-5",
         "maxclass": "message",
         "patching_rect": [
          1400.0,
          44.0,
          170.0,
          22.0
         ],
         "text": "/input/list",
         "numinlets": 2,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-6",
         "maxclass": "newobj",
         "patching_rect": [
          1580.0,
          44.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       }
      ],
      "lines": [
       {
        "patchline": {
         "source": [
          "obj-2",
          0
         ],
         "destination": [
          "obj-3",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-4",
          0
         ],
         "destination": [
          "obj-5",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-5",
          0
         ],
         "destination": [
          "obj-6",
          0
         ]
        }
       }
      ]
     }
    }
   },
   {
    "box": {
     "id": "obj-32",
     "maxclass": "newobj",
     "patching_rect": [
      470.0,
      186.0,
      140.0,
      22.0
     ],
     "text": "p \"record\"",
     "numinlets": 0,
     "numoutlets": 0,
     "patcher": {
      "fileversion": 1,
      "appversion": {
       "major": 8,
       "minor": 5,
       "revision": 0,
       "architecture": "x64",
       "modernui": 1
      },
      "classnamespace": "box",
      "rect": [
       80.0,
       100.0,
       1340.0,
       640.0
      ],
      "bglocked": 0,
      "openinpresentation": 0,
      "default_fontsize": 12.0,
      "default_fontname": "Arial",
      "gridsize": [
       15.0,
       15.0
      ],
      "boxes": [
       {
        "box": {
         "id": "obj-1",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          20.0,
          100.0,
          22.0
         ],
         "text": "start",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-2",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          20.0,
          170.0,
          22.0
         ],
         "text": "prepend /record/start",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-3",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          20.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-4",
         "maxclass": "button",
         "patching_rect": [
          125.0,
          20.0,
          22.0,
          22.0
         ],
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          "bang"
         ]
        }
       },
       {
        "box": {
         "id": "obj-5",
         "maxclass": "message",
         "patching_rect": [
          1400.0,
          44.0,
          170.0,
          22.0
         ],
         "text": "/record/start",
         "numinlets": 2,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-6",
         "maxclass": "newobj",
         "patching_rect": [
          1580.0,
          44.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-7",
         "maxclass": "textedit",
         "patching_rect": [
          285.0,
          20.0,
          150.0,
          24.0
         ],
         "keymode": 1,
         "lines": 1,
         "numinlets": 1,
         "numoutlets": 4,
         "outlettype": [
          "",
          "int",
          "",
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-8",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          44.0,
          170.0,
          22.0
         ],
         "text": "route text",
         "numinlets": 2,
         "numoutlets": 2,
         "outlettype": [
          "",
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-9",
         "maxclass": "newobj",
         "patching_rect": [
          2120.0,
          44.0,
          170.0,
          22.0
         ],
         "text": "tosymbol",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-10",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          54.0,
          100.0,
          22.0
         ],
         "text": "stop",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-11",
         "maxclass": "newobj",
         "patching_rect": [
          1580.0,
          68.0,
          170.0,
          22.0
         ],
         "text": "prepend /record/stop",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-12",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          68.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-13",
         "maxclass": "button",
         "patching_rect": [
          125.0,
          54.0,
          22.0,
          22.0
         ],
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          "bang"
         ]
        }
       },
       {
        "box": {
         "id": "obj-14",
         "maxclass": "message",
         "patching_rect": [
          2120.0,
          68.0,
          170.0,
          22.0
         ],
         "text": "/record/stop",
         "numinlets": 2,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-15",
         "maxclass": "newobj",
         "patching_rect": [
          1400.0,
          92.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       }
      ],
      "lines": [
       {
        "patchline": {
         "source": [
          "obj-2",
          0
         ],
         "destination": [
          "obj-3",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-4",
          0
         ],
         "destination": [
          "obj-5",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-5",
          0
         ],
         "destination": [
          "obj-6",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-7",
          0
         ],
         "destination": [
          "obj-8",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-8",
          0
         ],
         "destination": [
          "obj-9",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-9",
          0
         ],
         "destination": [
          "obj-2",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-11",
          0
         ],
         "destination": [
          "obj-12",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-13",
          0
         ],
         "destination": [
          "obj-14",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-14",
          0
         ],
         "destination": [
          "obj-15",
          0
         ]
        }
       }
      ]
     }
    }
   },
   {
    "box": {
     "id": "obj-33",
     "maxclass": "newobj",
     "patching_rect": [
      20.0,
      220.0,
      140.0,
      22.0
     ],
     "text": "p \"still\"",
     "numinlets": 0,
     "numoutlets": 0,
     "patcher": {
      "fileversion": 1,
      "appversion": {
       "major": 8,
       "minor": 5,
       "revision": 0,
       "architecture": "x64",
       "modernui": 1
      },
      "classnamespace": "box",
      "rect": [
       80.0,
       100.0,
       1340.0,
       640.0
      ],
      "bglocked": 0,
      "openinpresentation": 0,
      "default_fontsize": 12.0,
      "default_fontname": "Arial",
      "gridsize": [
       15.0,
       15.0
      ],
      "boxes": [
       {
        "box": {
         "id": "obj-1",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          20.0,
          100.0,
          22.0
         ],
         "text": "save",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-2",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          20.0,
          170.0,
          22.0
         ],
         "text": "prepend /still/save",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-3",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          20.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-4",
         "maxclass": "button",
         "patching_rect": [
          125.0,
          20.0,
          22.0,
          22.0
         ],
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          "bang"
         ]
        }
       },
       {
        "box": {
         "id": "obj-5",
         "maxclass": "message",
         "patching_rect": [
          1400.0,
          44.0,
          170.0,
          22.0
         ],
         "text": "/still/save",
         "numinlets": 2,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-6",
         "maxclass": "newobj",
         "patching_rect": [
          1580.0,
          44.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-7",
         "maxclass": "textedit",
         "patching_rect": [
          285.0,
          20.0,
          150.0,
          24.0
         ],
         "keymode": 1,
         "lines": 1,
         "numinlets": 1,
         "numoutlets": 4,
         "outlettype": [
          "",
          "int",
          "",
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-8",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          44.0,
          170.0,
          22.0
         ],
         "text": "route text",
         "numinlets": 2,
         "numoutlets": 2,
         "outlettype": [
          "",
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-9",
         "maxclass": "newobj",
         "patching_rect": [
          2120.0,
          44.0,
          170.0,
          22.0
         ],
         "text": "tosymbol",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       }
      ],
      "lines": [
       {
        "patchline": {
         "source": [
          "obj-2",
          0
         ],
         "destination": [
          "obj-3",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-4",
          0
         ],
         "destination": [
          "obj-5",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-5",
          0
         ],
         "destination": [
          "obj-6",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-7",
          0
         ],
         "destination": [
          "obj-8",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-8",
          0
         ],
         "destination": [
          "obj-9",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-9",
          0
         ],
         "destination": [
          "obj-2",
          0
         ]
        }
       }
      ]
     }
    }
   },
   {
    "box": {
     "id": "obj-34",
     "maxclass": "newobj",
     "patching_rect": [
      170.0,
      220.0,
      140.0,
      22.0
     ],
     "text": "p \"midi\"",
     "numinlets": 0,
     "numoutlets": 0,
     "patcher": {
      "fileversion": 1,
      "appversion": {
       "major": 8,
       "minor": 5,
       "revision": 0,
       "architecture": "x64",
       "modernui": 1
      },
      "classnamespace": "box",
      "rect": [
       80.0,
       100.0,
       1340.0,
       640.0
      ],
      "bglocked": 0,
      "openinpresentation": 0,
      "default_fontsize": 12.0,
      "default_fontname": "Arial",
      "gridsize": [
       15.0,
       15.0
      ],
      "boxes": [
       {
        "box": {
         "id": "obj-1",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          20.0,
          100.0,
          22.0
         ],
         "text": "learn",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-2",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          20.0,
          170.0,
          22.0
         ],
         "text": "prepend /midi/learn",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-3",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          20.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-4",
         "maxclass": "button",
         "patching_rect": [
          125.0,
          20.0,
          22.0,
          22.0
         ],
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          "bang"
         ]
        }
       },
       {
        "box": {
         "id": "obj-5",
         "maxclass": "message",
         "patching_rect": [
          1400.0,
          44.0,
          170.0,
          22.0
         ],
         "text": "/midi/learn",
         "numinlets": 2,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-6",
         "maxclass": "newobj",
         "patching_rect": [
          1580.0,
          44.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-7",
         "maxclass": "textedit",
         "patching_rect": [
          285.0,
          20.0,
          150.0,
          24.0
         ],
         "keymode": 1,
         "lines": 1,
         "numinlets": 1,
         "numoutlets": 4,
         "outlettype": [
          "",
          "int",
          "",
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-8",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          44.0,
          170.0,
          22.0
         ],
         "text": "route text",
         "numinlets": 2,
         "numoutlets": 2,
         "outlettype": [
          "",
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-9",
         "maxclass": "newobj",
         "patching_rect": [
          2120.0,
          44.0,
          170.0,
          22.0
         ],
         "text": "tosymbol",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-10",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          54.0,
          100.0,
          22.0
         ],
         "text": "forget",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-11",
         "maxclass": "newobj",
         "patching_rect": [
          1580.0,
          68.0,
          170.0,
          22.0
         ],
         "text": "prepend /midi/forget",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-12",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          68.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-13",
         "maxclass": "textedit",
         "patching_rect": [
          285.0,
          54.0,
          150.0,
          24.0
         ],
         "keymode": 1,
         "lines": 1,
         "numinlets": 1,
         "numoutlets": 4,
         "outlettype": [
          "",
          "int",
          "",
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-14",
         "maxclass": "newobj",
         "patching_rect": [
          2120.0,
          68.0,
          170.0,
          22.0
         ],
         "text": "route text",
         "numinlets": 2,
         "numoutlets": 2,
         "outlettype": [
          "",
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-15",
         "maxclass": "newobj",
         "patching_rect": [
          1400.0,
          92.0,
          170.0,
          22.0
         ],
         "text": "tosymbol",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       }
      ],
      "lines": [
       {
        "patchline": {
         "source": [
          "obj-2",
          0
         ],
         "destination": [
          "obj-3",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-4",
          0
         ],
         "destination": [
          "obj-5",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-5",
          0
         ],
         "destination": [
          "obj-6",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-7",
          0
         ],
         "destination": [
          "obj-8",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-8",
          0
         ],
         "destination": [
          "obj-9",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-9",
          0
         ],
         "destination": [
          "obj-2",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-11",
          0
         ],
         "destination": [
          "obj-12",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-13",
          0
         ],
         "destination": [
          "obj-14",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-14",
          0
         ],
         "destination": [
          "obj-15",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-15",
          0
         ],
         "destination": [
          "obj-11",
          0
         ]
        }
       }
      ]
     }
    }
   },
   {
    "box": {
     "id": "obj-35",
     "maxclass": "newobj",
     "patching_rect": [
      320.0,
      220.0,
      140.0,
      22.0
     ],
     "text": "p \"show\"",
     "numinlets": 0,
     "numoutlets": 0,
     "patcher": {
      "fileversion": 1,
      "appversion": {
       "major": 8,
       "minor": 5,
       "revision": 0,
       "architecture": "x64",
       "modernui": 1
      },
      "classnamespace": "box",
      "rect": [
       80.0,
       100.0,
       1340.0,
       640.0
      ],
      "bglocked": 0,
      "openinpresentation": 0,
      "default_fontsize": 12.0,
      "default_fontname": "Arial",
      "gridsize": [
       15.0,
       15.0
      ],
      "boxes": [
       {
        "box": {
         "id": "obj-1",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          20.0,
          100.0,
          22.0
         ],
         "text": "state",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-2",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          20.0,
          170.0,
          22.0
         ],
         "text": "prepend /state",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-3",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          20.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-4",
         "maxclass": "button",
         "patching_rect": [
          125.0,
          20.0,
          22.0,
          22.0
         ],
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          "bang"
         ]
        }
       },
       {
        "box": {
         "id": "obj-5",
         "maxclass": "message",
         "patching_rect": [
          1400.0,
          44.0,
          170.0,
          22.0
         ],
         "text": "/state",
         "numinlets": 2,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-6",
         "maxclass": "newobj",
         "patching_rect": [
          1580.0,
          44.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-7",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          54.0,
          100.0,
          22.0
         ],
         "text": "subscribe",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-8",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          44.0,
          170.0,
          22.0
         ],
         "text": "prepend /subscribe",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-9",
         "maxclass": "newobj",
         "patching_rect": [
          2120.0,
          44.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-10",
         "maxclass": "button",
         "patching_rect": [
          125.0,
          54.0,
          22.0,
          22.0
         ],
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          "bang"
         ]
        }
       },
       {
        "box": {
         "id": "obj-11",
         "maxclass": "message",
         "patching_rect": [
          1580.0,
          68.0,
          170.0,
          22.0
         ],
         "text": "/subscribe",
         "numinlets": 2,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-12",
         "maxclass": "newobj",
         "patching_rect": [
          1760.0,
          68.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-13",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          88.0,
          100.0,
          22.0
         ],
         "text": "unsubscribe",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-14",
         "maxclass": "newobj",
         "patching_rect": [
          2120.0,
          68.0,
          170.0,
          22.0
         ],
         "text": "prepend /unsubscribe",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-15",
         "maxclass": "newobj",
         "patching_rect": [
          1400.0,
          92.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-16",
         "maxclass": "button",
         "patching_rect": [
          125.0,
          88.0,
          22.0,
          22.0
         ],
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          "bang"
         ]
        }
       },
       {
        "box": {
         "id": "obj-17",
         "maxclass": "message",
         "patching_rect": [
          1760.0,
          92.0,
          170.0,
          22.0
         ],
         "text": "/unsubscribe",
         "numinlets": 2,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-18",
         "maxclass": "newobj",
         "patching_rect": [
          1940.0,
          92.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-19",
         "maxclass": "comment",
         "patching_rect": [
          20.0,
          122.0,
          100.0,
          22.0
         ],
         "text": "ping",
         "numinlets": 1,
         "numoutlets": 0
        }
       },
       {
        "box": {
         "id": "obj-20",
         "maxclass": "newobj",
         "patching_rect": [
          1400.0,
          116.0,
          170.0,
          22.0
         ],
         "text": "prepend /ping",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-21",
         "maxclass": "newobj",
         "patching_rect": [
          1580.0,
          116.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       },
       {
        "box": {
         "id": "obj-22",
         "maxclass": "button",
         "patching_rect": [
          125.0,
          122.0,
          22.0,
          22.0
         ],
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          "bang"
         ]
        }
       },
       {
        "box": {
         "id": "obj-23",
         "maxclass": "message",
         "patching_rect": [
          1940.0,
          116.0,
          170.0,
          22.0
         ],
         "text": "/ping",
         "numinlets": 2,
         "numoutlets": 1,
         "outlettype": [
          ""
         ]
        }
       },
       {
        "box": {
         "id": "obj-24",
         "maxclass": "newobj",
         "patching_rect": [
          2120.0,
          116.0,
          170.0,
          22.0
         ],
         "text": "s reverie-out",
         "numinlets": 1,
         "numoutlets": 0,
         "outlettype": []
        }
       }
      ],
      "lines": [
       {
        "patchline": {
         "source": [
          "obj-2",
          0
         ],
         "destination": [
          "obj-3",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-4",
          0
         ],
         "destination": [
          "obj-5",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-5",
          0
         ],
         "destination": [
          "obj-6",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-8",
          0
         ],
         "destination": [
          "obj-9",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-10",
          0
         ],
         "destination": [
          "obj-11",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-11",
          0
         ],
         "destination": [
          "obj-12",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-14",
          0
         ],
         "destination": [
          "obj-15",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-16",
          0
         ],
         "destination": [
          "obj-17",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-17",
          0
         ],
         "destination": [
          "obj-18",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-20",
          0
         ],
         "destination": [
          "obj-21",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-22",
          0
         ],
         "destination": [
          "obj-23",
          0
         ]
        }
       },
       {
        "patchline": {
         "source": [
          "obj-23",
          0
         ],
         "destination": [
          "obj-24",
          0
         ]
        }
       }
      ]
     }
    }
   }
  ],
  "lines": [
   {
    "patchline": {
     "source": [
      "obj-2",
      0
     ],
     "destination": [
      "obj-3",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-4",
      0
     ],
     "destination": [
      "obj-5",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-6",
      0
     ],
     "destination": [
      "obj-7",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-7",
      0
     ],
     "destination": [
      "obj-8",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-8",
      0
     ],
     "destination": [
      "obj-9",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-6",
      0
     ],
     "destination": [
      "obj-10",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-10",
      0
     ],
     "destination": [
      "obj-11",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-11",
      0
     ],
     "destination": [
      "obj-12",
      0
     ]
    }
   }
  ]
 }
}
