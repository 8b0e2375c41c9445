// The files of web/, put into the program as they are. assets.cc gives them their names.
        .section .rodata
        .macro asset symbol, file
        .global rq_asset_\symbol
        .global rq_asset_\symbol\()_end
rq_asset_\symbol:
        .incbin "\file"
rq_asset_\symbol\()_end:
        .byte 0
        .endm

        asset index_html, "index.html"
        asset style_css, "style.css"
        asset app_js, "app.js"
        asset icon_svg, "icon.svg"
        asset openapi_json, "openapi.json"

        .section .note.GNU-stack, "", %progbits
